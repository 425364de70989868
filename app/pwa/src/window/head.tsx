// Who answers and by when, and what to do when it cannot wait.
import { useRef } from 'preact/hooks'
import { Icon } from '../parts/icon'
import { More, opened, type Part } from './more'
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
  const open = (part: Part) => (): void => {
    opened.value = part
    sheet.current?.showModal()
  }
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
        <p class="house">
          {!shown.waiting && <span>{house.value}</span>}
          <button type="button" class="past" aria-haspopup="dialog" onClick={open('supervisor')}>
            {t('window.ui.supervisor')}
          </button>
        </p>
      </div>
      <button
        type="button"
        class="round"
        aria-label={t('window.ui.more')}
        aria-haspopup="dialog"
        onClick={open('menu')}
      >
        <Icon name="down" />
      </button>
      {shown.waiting && (
        <button type="button" class="urgent" aria-haspopup="dialog" onClick={open('menu')}>
          {t('window.ui.cannot_wait')}
        </button>
      )}
      <More sheet={sheet} />
    </header>
  )
}
