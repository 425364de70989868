// Who answers and by when, and what to do when it cannot wait.
import { useRef } from 'preact/hooks'
import { Icon } from '../parts/icon'
import { More } from './more'
import { offline } from './sending'
import { house, presence } from './state'
import { t } from './words'

const initials = (name: string): string =>
  name
    .split(' ')
    .map((word) => word.charAt(0))
    .slice(0, 2)
    .join('')

export function Head() {
  const sheet = useRef<HTMLDialogElement>(null)
  const shown = presence.value
  if (!shown) return null
  return (
    <header class="head">
      <span class="face" aria-hidden="true">
        {initials(shown.manager)}
      </span>
      <div class="who">
        <h1>{shown.manager}</h1>
        <p class="presence" data-waiting={shown.waiting} role="status">
          {offline.value ? t('window.ui.no_connection') : shown.text}
        </p>
        <p class="house">{house.value}</p>
      </div>
      <button
        type="button"
        class="round"
        aria-label={t('window.ui.more')}
        aria-haspopup="dialog"
        onClick={() => sheet.current?.showModal()}
      >
        <Icon name="down" />
      </button>
      {shown.waiting && (
        <button type="button" class="urgent" aria-haspopup="dialog" onClick={() => sheet.current?.showModal()}>
          {t('window.ui.cannot_wait')}
        </button>
      )}
      <More sheet={sheet} />
    </header>
  )
}
