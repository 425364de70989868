// A new version waits until the person says so; it never breaks into typing.
import { signal } from '@preact/signals'
import { go } from '../router'
import { t } from '../texts'
import { workerAddress } from './worker'

export const updateReady = signal(false)
const later = signal(false)
let waiting: ServiceWorker | null = null
let accepted = false

function found(worker: ServiceWorker | null): void {
  // Without a controller this is the first visit, not an update.
  if (!worker || !navigator.serviceWorker.controller) return
  waiting = worker
  updateReady.value = true
  if (accepted) takeUpdate()
}

export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const kept = await navigator.serviceWorker.register(workerAddress('/sw.js'), { updateViaCache: 'none' })
  found(kept.waiting)
  const follow = (): void => {
    const coming = kept.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed') found(coming)
      // What was asked for does not come: the page that is there says so, instead of a button that does nothing.
      if (coming.state === 'redundant' && accepted && coming !== waiting) location.reload()
    })
  }
  follow() // one may have begun to come before this page looked
  kept.addEventListener('updatefound', follow)
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (accepted) location.reload()
  })
  // A notification was tapped while a page is open: the talk opens in it.
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ go?: string }>) => {
    if (data.go) go(data.go)
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void kept.update().catch(() => {})
  })
}

export function takeUpdate(): void {
  accepted = true
  // Another page has let it in already, or a newer one took its place: nothing will change under this page any more.
  if (waiting && waiting.state !== 'installed') return location.reload()
  waiting?.postMessage('take over')
}

/** The house takes nothing from this version any more: the newest, whether it is here already or has to come first. */
export async function renew(): Promise<void> {
  accepted = true
  const kept = await navigator.serviceWorker?.getRegistration()
  await kept?.update().catch(() => {})
  if (kept?.waiting) takeUpdate()
  else if (!kept?.installing) location.reload()
}

export function UpdateBar({ quiet }: { quiet: boolean }) {
  if (!updateReady.value || later.value || quiet) return null
  return (
    <div class="update-bar" role="status">
      <span>{t('phone.update.ready')}</span>
      <button
        type="button"
        onClick={() => {
          later.value = true
        }}
      >
        {t('phone.update.later')}
      </button>
      <button type="button" class="strong" onClick={takeUpdate}>
        {t('phone.update.take')}
      </button>
    </div>
  )
}
