// Pushes through the day: compared with the server at the start, put away when their talk is opened.
import { effect } from '@preact/signals'
import { route } from '../router'
import { stage } from '../session'
import { toast } from '../parts/toast'
import { t } from '../texts'
import { compare, state, wished } from './standing'

async function putAway(tag: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  for (const shown of (await registration?.getNotifications({ tag })) ?? []) shown.close()
}

export function keepPush(): void {
  if (!('serviceWorker' in navigator)) return
  effect(() => {
    if (route.value.screen === 'thread') void putAway(`thread-${route.value.id}`).catch(() => {})
  })
  effect(() => {
    if (stage.value === 'ready') void look().catch(() => {}) // cut: the next start asks again
  })
}

// Whoever turned them on and gets none any more must hear it, or they would trust in a silence.
async function look(): Promise<void> {
  await compare()
  if (wished() && state.peek() !== 'on') toast(t('phone.push.stopped'))
}
