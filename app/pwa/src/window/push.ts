// Answers told by the browser while the window is closed, for whoever wants that.
import { signal } from '@preact/signals'
import { workerAddress } from '../parts/worker'
import { Refused, ask } from './api'

interface Standing {
  key: string | null
  subscribed: boolean
  endpoint_hash: string | null
}

/** `null`: this browser or this house cannot; nothing is offered then. */
export const told = signal<'on' | 'off' | 'denied' | null>(null)

const wanted = 'okno.window.push'
const able = (): boolean => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

const bytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
const text = (key: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0))))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')

async function hashOf(endpoint: string): Promise<string> {
  const found = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function manager(): Promise<PushManager> {
  await navigator.serviceWorker.register(workerAddress('/c/sw.js'), { scope: '/c/' })
  return (await navigator.serviceWorker.ready).pushManager
}

// The browser's subscription and the house's made one: either side loses them without a word.
async function agree(standing: Standing): Promise<void> {
  const pushes = await manager()
  let own = await pushes.getSubscription()
  if (own && text(own.options.applicationServerKey) !== standing.key) {
    await own.unsubscribe()
    own = null
  }
  if (own && standing.subscribed && (await hashOf(own.endpoint)) === standing.endpoint_hash) return
  const fresh = async (): Promise<PushSubscription> =>
    pushes.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(standing.key!) })
  const tell = async (subscription: PushSubscription): Promise<unknown> =>
    ask('/push', { method: 'PUT', json: { ...subscription.toJSON(), key: standing.key } })
  own ??= await fresh()
  try {
    await tell(own)
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== 'push_gone') throw error
    await own.unsubscribe()
    await tell(await fresh())
  }
}

/** Asked at every opening: what was wished once still holds, or is mended. */
export async function compare(): Promise<void> {
  if (!able()) return
  const standing = await ask<Standing>('/push')
  if (!standing.key) return
  if (Notification.permission === 'denied') told.value = 'denied'
  else if (localStorage.getItem(wanted) === null || Notification.permission !== 'granted') told.value = 'off'
  else {
    await agree(standing)
    told.value = 'on'
  }
}

/** From a tap only: browsers ask the person. */
export async function turnOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') {
    told.value = Notification.permission === 'denied' ? 'denied' : 'off'
    return
  }
  await agree(await ask<Standing>('/push'))
  localStorage.setItem(wanted, 'on')
  told.value = 'on'
}

export async function turnOff(): Promise<void> {
  await ask('/push', { method: 'DELETE' })
  await leave()
  told.value = 'off'
}

/** Nothing comes here any more, and nothing that came stays. */
export async function leave(): Promise<void> {
  localStorage.removeItem(wanted)
  const registration = await navigator.serviceWorker?.getRegistration('/c/')
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
  await registration?.unregister()
}

/** The talk is before the client's eyes: what told of it has done its work. */
export async function putAway(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/c/')
  for (const shown of (await registration?.getNotifications({ tag: 'window' })) ?? []) shown.close()
}
