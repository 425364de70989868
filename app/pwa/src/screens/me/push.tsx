// Notifications on this phone: turned on by a tap, proved by a test, and honest when they do not come.
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../api'
import { clockTime, fullDate, now, sameDay } from '../../clock'
import { uuid7 } from '../../ids'
import { canInstall, install } from '../../parts/install'
import { toast } from '../../parts/toast'
import { askForCheck, cameOf, compare, shownAt, state, turnOff, turnOn } from '../../push/standing'
import { t } from '../../texts'

const patience = 25_000
const lookEvery = 1_000

type Check = 'none' | 'going' | 'lost'

async function cameIn(id: string, until: number): Promise<boolean> {
  for (;;) {
    const came = await cameOf(id)
    if (came !== null || Date.now() > until) return came === true
    await new Promise((rest) => setTimeout(rest, lookEvery))
  }
}

function words(check: Check): string {
  switch (state.value) {
    case 'install':
      return t('phone.push.install')
    case 'unsupported':
      return t('phone.push.unsupported')
    case 'house_off':
      return t('phone.push.house_off')
    case 'denied':
      return t('phone.push.denied')
    case 'off':
      return t('phone.push.off')
  }
  if (check === 'going') return t('phone.push.checking')
  if (check === 'lost') return t('phone.push.lost')
  if (!shownAt.value) return t('phone.push.unproven')
  if (sameDay(shownAt.value, now.value)) return t('phone.push.works', { at: clockTime(shownAt.value) })
  return t('phone.push.worked', { on: fullDate(shownAt.value) })
}

export function Pushes() {
  const [check, setCheck] = useState<Check>('none')
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    void compare().catch(() => {})
  }, [])
  if (state.value === null) return null
  const say = (error: unknown): void => toast(error instanceof Problem ? error.message : t('phone.cut.now'))
  const tryIt = async (): Promise<void> => {
    const id = uuid7()
    setCheck('going')
    try {
      await askForCheck(id)
      setCheck((await cameIn(id, Date.now() + patience)) ? 'none' : 'lost')
    } catch (error) {
      setCheck('none')
      say(error)
    }
  }
  const begin = async (): Promise<void> => {
    setBusy(true)
    try {
      await turnOn()
      if (state.value === 'on') await tryIt()
    } catch (error) {
      // The browser itself may refuse: a private window, or no push service of its own.
      if (error instanceof DOMException) toast(t('phone.push.refused'))
      else say(error)
    } finally {
      setBusy(false)
    }
  }
  const end = (): void => {
    setCheck('none')
    void turnOff().catch(say)
  }
  return (
    <>
      <div class="setting" data-push={check === 'none' ? state.value : check}>
        <span>
          {t('phone.push.title')}
          <small role="status">{words(check)}</small>
        </span>
        {state.value === 'off' && (
          <button type="button" class="button small" disabled={busy} onClick={() => void begin()}>
            {t('phone.push.turn_on')}
          </button>
        )}
        {state.value === 'on' && (
          <button type="button" class="button small" disabled={check === 'going'} onClick={() => void tryIt()}>
            {t('phone.push.check')}
          </button>
        )}
      </div>
      {state.value === 'on' && (
        <button type="button" class="setting quiet" onClick={end}>
          {t('phone.push.turn_off')}
        </button>
      )}
    </>
  )
}

// Where the browser offers no button, the way to the home screen in its own words.
function way(): string | null {
  const agent = navigator.userAgent
  if (matchMedia('(display-mode: standalone)').matches) return null
  if (/iPhone|iPad/.test(agent)) return t('phone.me.install_ios')
  if (/Android/.test(agent)) return t(/Firefox/.test(agent) ? 'phone.me.install_firefox' : 'phone.me.install_android')
  if (/Macintosh/.test(agent) && !/Chrome|Firefox/.test(agent)) return t('phone.me.install_mac')
  return null
}

export function Installing() {
  const asks = canInstall.value === 'ask'
  const explained = asks ? t('phone.me.install_more') : way()
  if (!explained) return null
  return (
    <div class="setting">
      <span>
        {t('phone.me.install')}
        <small>{explained}</small>
      </span>
      {asks && (
        <button type="button" class="button small" onClick={() => void install()}>
          {t('phone.me.install_do')}
        </button>
      )}
    </div>
  )
}
