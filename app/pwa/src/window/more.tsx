// The few things beside the talk: the phone, Telegram, and leaving this browser.
import type { RefObject } from 'preact'
import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import { Icon, type IconName } from '../parts/icon'
import { uuid7 } from '../ids'
import { once } from '../once'
import { Refused, ask } from './api'
import { wipe } from './kept'
import { leave, told, turnOff, turnOn } from './push'
import { waiting, write } from './sending'
import { known, presence, stage, take, unproved, type Presence, type Saying } from './state'
import { t } from './words'

function Line({ icon, words, act }: { icon: IconName; words: string; act: () => unknown }) {
  return (
    <li>
      <button type="button" class="line" onClick={act}>
        <Icon name={icon} size={22} />
        {words}
      </button>
    </li>
  )
}

async function forget(): Promise<void> {
  await ask('/session', { method: 'DELETE' })
  await leave().catch(() => {})
  await wipe().catch(() => {})
  waiting.value = []
  known.value = new Map()
  stage.value = 'forgotten'
}

/** What the sheet shows: the few ways, the words to the supervisor, or the code that proves a number. */
export type Part = 'menu' | 'supervisor' | 'number'
export const opened = signal<Part>('menu')

const kept = 'okno.window.supervisor'

// Kept with its id until the house has answered, so that it arrives once whatever happens in between.
function begun(): { id: string; text: string } {
  const known = localStorage.getItem(kept)
  return known ? (JSON.parse(known) as { id: string; text: string }) : { id: uuid7(), text: '' }
}

function ToSupervisor({ done, tried }: { done: () => void; tried: Tried }) {
  const [written, setWritten] = useState(begun)
  const [busy, setBusy] = useState(false)
  const type = (text: string): void => {
    // Other words are another message: what went out under the first id may have arrived.
    const next = { id: text === written.text ? written.id : uuid7(), text }
    setWritten(next)
    localStorage.setItem(kept, JSON.stringify(next))
  }
  const send = tried(async () => {
    setBusy(true)
    try {
      const json = { id: written.id, text: written.text.trim(), files: [] }
      const said = await ask<{ saying: Saying; presence: Presence }>('/supervisor', { method: 'POST', json })
      localStorage.removeItem(kept)
      take([said.saying])
      presence.value = said.presence
      done()
    } finally {
      setBusy(false)
    }
  })
  return (
    <form
      class="leaving"
      onSubmit={(event) => {
        event.preventDefault()
        if (written.text.trim()) send()
      }}
    >
      <p>{t('window.ui.supervisor_about')}</p>
      <textarea
        rows={4}
        maxLength={4000}
        autofocus
        aria-label={t('window.ui.supervisor')}
        value={written.text}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <button type="submit" class="button main" disabled={busy || !written.text.trim()}>
        {t('window.ui.send')}
      </button>
    </form>
  )
}

const named = { menu: 'window.ui.more', supervisor: 'window.ui.supervisor', number: 'window.ui.prove' }

type Tried = (act: () => Promise<void>) => () => void

function Proof({ done, tried }: { done: () => void; tried: Tried }) {
  const [code, setCode] = useState('')
  const send = tried(async () => {
    await ask('/phone', { method: 'POST', json: { id: uuid7(), code } })
    unproved.value = false
    done()
  })
  return (
    <form
      class="leaving"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <p>{t('window.ui.prove_about')}</p>
      <input
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={20}
        autofocus
        aria-label={t('window.ui.code')}
        value={code}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <button type="submit" class="button main" disabled={!code.trim()}>
        {t('window.ui.prove')}
      </button>
    </form>
  )
}

export function More({ sheet }: { sheet: RefObject<HTMLDialogElement | null> }) {
  const [leaving, setLeaving] = useState(false)
  const [trouble, setTrouble] = useState('')
  const tried = (act: () => Promise<void>) => (): void => {
    setTrouble('')
    act().catch((error: unknown) => setTrouble(error instanceof Refused ? error.message : t('window.ui.no_start')))
  }
  const telegram = async (): Promise<void> => {
    const way = await once('telegram', (id) => ask<{ url: string }>('/telegram', { method: 'POST', json: { id } }))
    location.assign(way.url)
  }
  const close = (): void => {
    sheet.current?.close()
    setLeaving(false)
    setTrouble('')
  }
  // The words of the menu's own button: they act in every channel.
  const entry = (words: string) => (): void => {
    void write(words, [])
    close()
  }
  const phone = presence.value?.phone
  return (
    <dialog
      ref={sheet}
      class="sheet"
      aria-label={t(named[opened.value])}
      onClick={(event) => event.target === sheet.current && close()}
      onClose={close}
    >
      {opened.value === 'supervisor' && <ToSupervisor done={close} tried={tried} />}
      {opened.value === 'number' && <Proof done={close} tried={tried} />}
      <ul hidden={opened.value !== 'menu'}>
        {phone && (
          <li>
            <a class="line" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
              <Icon name="call" size={22} />
              {t('window.ui.call', { phone })}
            </a>
          </li>
        )}
        <Line icon="alert" words={t('window.ui.urgent')} act={entry(t('window.ui.urgent'))} />
        <Line icon="flag" words={t('window.ui.supervisor')} act={() => (opened.value = 'supervisor')} />
        <Line icon="reply" words={t('window.ui.repeat')} act={entry(t('window.ui.repeat'))} />
        {unproved.value && <Line icon="call" words={t('window.ui.prove')} act={() => (opened.value = 'number')} />}
        {told.value === 'off' && <Line icon="device" words={t('window.ui.push_on')} act={tried(turnOn)} />}
        {told.value === 'on' && <Line icon="device" words={t('window.ui.push_off')} act={tried(turnOff)} />}
        {told.value === 'denied' && <li class="faint">{t('window.ui.push_denied')}</li>}
        <Line icon="telegram" words={t('window.ui.telegram')} act={tried(telegram)} />
        {leaving ? (
          <li class="leaving">
            <p>{t('window.ui.forget_ask')}</p>
            <button type="button" class="button" onClick={tried(forget)}>
              {t('window.ui.forget')}
            </button>
          </li>
        ) : (
          <Line icon="out" words={t('window.ui.forget')} act={() => setLeaving(true)} />
        )}
      </ul>
      <p class="trouble" role="alert">
        {trouble}
      </p>
      <button type="button" class="button" onClick={close}>
        {t('window.ui.close')}
      </button>
    </dialog>
  )
}
