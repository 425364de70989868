// Pushes through the day: compared with the server at the start, put away when their talk is opened.
import { effect } from '@preact/signals'
import { route } from '../router'
import { stage } from '../session'
import { compare } from './standing'

async function putAway(tag: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  for (const shown of (await registration?.getNotifications({ tag })) ?? []) shown.close()
}

export async function keepPush(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  effect(() => {
    if (route.value.screen === 'thread') void putAway(`thread-${route.value.id}`).catch(() => {})
  })
  if (stage.value === 'ready') await compare()
}
