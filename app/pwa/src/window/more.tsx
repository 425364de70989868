// The few things beside the talk: the phone, Telegram, and leaving this browser.
import type { RefObject } from 'preact'
import { useState } from 'preact/hooks'
import { Icon, type IconName } from '../parts/icon'
import { uuid7 } from '../ids'
import { Refused, ask } from './api'
import { wipe } from './kept'
import { waiting } from './sending'
import { known, presence, stage } from './state'
import { t } from './words'

function Line({ icon, words, act }: { icon: IconName; words: string; act: () => void }) {
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
  await wipe().catch(() => {})
  waiting.value = []
  known.value = new Map()
  stage.value = 'forgotten'
}

export function More({ sheet }: { sheet: RefObject<HTMLDialogElement | null> }) {
  const [leaving, setLeaving] = useState(false)
  const [trouble, setTrouble] = useState('')
  const tried = (act: () => Promise<void>) => (): void => {
    setTrouble('')
    act().catch((error: unknown) => setTrouble(error instanceof Refused ? error.message : t('window.ui.no_start')))
  }
  const telegram = async (): Promise<void> => {
    const way = await ask<{ url: string }>('/telegram', { method: 'POST', json: { id: uuid7() } })
    location.assign(way.url)
  }
  const close = (): void => {
    sheet.current?.close()
    setLeaving(false)
    setTrouble('')
  }
  const phone = presence.value?.phone
  return (
    <dialog
      ref={sheet}
      class="sheet"
      aria-label={t('window.ui.more')}
      onClick={(event) => event.target === sheet.current && close()}
      onClose={close}
    >
      <ul>
        {phone && (
          <li>
            <a class="line" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
              <Icon name="call" size={22} />
              {t('window.ui.call', { phone })}
            </a>
          </li>
        )}
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
