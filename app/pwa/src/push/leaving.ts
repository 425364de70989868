// The end of this phone's part: no push comes here any more, and a wiped phone says that nothing is left on it.
import { ask } from '../api'

async function hearNoMore(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  await (await registration?.pushManager?.getSubscription())?.unsubscribe()
  for (const shown of (await registration?.getNotifications()) ?? []) shown.close()
}

/** `empty`: it was wiped from another device, and obeyed. Unheard, that is said at the next start. */
export async function leave(empty: boolean): Promise<void> {
  for (const kept of ['okno.device', 'okno.push', 'okno.templates']) localStorage.removeItem(kept)
  await hearNoMore().catch(() => {})
  if (empty) await ask('/api/session/emptied', { method: 'POST' }).catch(() => {})
}
