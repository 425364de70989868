// The frame of a list screen: a title that stays, and the part below it that scrolls.
import type { ComponentChildren, RefObject } from 'preact'
import { outdated } from '../api'
import { byWhen } from '../clock'
import { diskLate } from '../sync/replica'
import { freshAt, reach } from '../sync/store'
import { attention } from '../sync/view'
import { t } from '../texts'
import { Icon } from './icon'
import { renew } from './update'

interface PageProps {
  screen: string
  title: string
  over?: string
  aside?: ComponentChildren
  below?: ComponentChildren
  children: ComponentChildren
  rail?: ComponentChildren
  scroller?: RefObject<HTMLDivElement | null>
  busy?: boolean
}

export function Page({ screen, title, over, aside, below, rail, children, scroller, busy }: PageProps) {
  return (
    <div class="page" data-screen={screen} aria-busy={busy}>
      <header class="page-head">
        <div class="page-title">
          <div>
            {over && <p class="over">{over}</p>}
            <h1>{title}</h1>
          </div>
          {aside}
        </div>
        {below}
      </header>
      <div class="page-scroll" ref={scroller}>
        {children}
      </div>
      {rail}
    </div>
  )
}

/** Above everything: that the line is down and how old the screen is; that the phone's own memory does not answer; that
 * something written here waits for a decision, or has waited too long for a line. */
export function Strips() {
  const old = outdated.value
  const cut = reach.value === 'cut' && !old
  const unsent = attention.value
  if (!old && !cut && !diskLate.value && unsent === 0) return null
  return (
    <div class="strips" role="status">
      {old && (
        <button type="button" class="cut-strip" onClick={() => void renew()}>
          <Icon name="alert" size={18} />
          {t('phone.update.too_old')}
        </button>
      )}
      {cut && (
        <p class="cut-strip">
          <Icon name="cut" size={18} />
          {freshAt.value ? t('phone.cut.as_of', { time: byWhen(new Date(freshAt.value).toISOString()) }) : t('phone.cut.now')}
        </p>
      )}
      {diskLate.value && (
        <p class="cut-strip">
          <Icon name="alert" size={18} />
          {t('phone.disk_late')}
        </p>
      )}
      {unsent > 0 && (
        <a class="cut-strip" href="/me/outbox">
          <Icon name="alert" size={18} />
          {t('phone.outbox.strip', { n: unsent })}
        </a>
      )}
    </div>
  )
}

export function Section({
  title,
  aside,
  children,
}: {
  title: string
  aside?: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <section class="section">
      <div class="section-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

export function Quiet({ title, text, icon }: { title: string; text?: string; icon?: ComponentChildren }) {
  return (
    <div class="quiet">
      {icon}
      <p class="quiet-title">{title}</p>
      {text && <p>{text}</p>}
    </div>
  )
}

/** Shapes of rows to come; only before the very first load. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div class="skeleton" aria-hidden="true">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="bone-row">
          <i />
          <span>
            <b />
            <b />
          </span>
        </div>
      ))}
    </div>
  )
}

/** The mark of the app: a dark house with one lit window. */
export function Mark({ size = 56 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 56 56" aria-hidden="true">
      <rect class="mark-ground" width="56" height="56" rx="13" />
      <rect class="mark-pane" x="13" y="13" width="14" height="14" rx="3" />
      <rect class="mark-lit" x="29" y="13" width="14" height="14" rx="3" />
      <rect class="mark-pane" x="13" y="29" width="14" height="14" rx="3" />
      <rect class="mark-pane" x="29" y="29" width="14" height="14" rx="3" />
    </svg>
  )
}
