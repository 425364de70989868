// A new version waits until the person says so; it never breaks into typing.
import { signal } from '@preact/signals'
import { go } from '../router'
import { t } from '../texts'

export const updateReady = signal(false)
const later = signal(false)
let waiting: ServiceWorker | null = null
let accepted = false

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): { createScriptURL(address: string): string }
}

// Trusted Types let a script address through only from a policy; this one knows a single address.
function workerAddress(): string {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  const only = (address: string): string => {
    if (address !== '/sw.js') throw new TypeError(address)
    return address
  }
  return policies ? policies.createPolicy('okno', { createScriptURL: only }).createScriptURL('/sw.js') : '/sw.js'
}

function found(worker: ServiceWorker | null): void {
  // Without a controller this is the first visit, not an update.
  if (!worker || !navigator.serviceWorker.controller) return
  waiting = worker
  updateReady.value = true
}

export async function keepShell(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const kept = await navigator.serviceWorker.register(workerAddress(), { updateViaCache: 'none' })
  found(kept.waiting)
  kept.addEventListener('updatefound', () => {
    const coming = kept.installing
    coming?.addEventListener('statechange', () => {
      if (coming.state === 'installed') found(coming)
    })
  })
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
  waiting?.postMessage('take over')
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
