// How pushes to this browser stand: what it can do, what it may, and what the server knows of it.
import { signal } from '@preact/signals'
import { ask, Problem } from '../api'
import { device } from '../session'
import type { Id, Instant } from '../types'

export interface Standing {
  key: string | null
  subscribed: boolean
  endpoint_hash: string | null
  shown_at: Instant | null
  state: string | null
}

/** `install`: this browser pushes to apps on the home screen only. */
export type State = 'install' | 'unsupported' | 'house_off' | 'denied' | 'off' | 'on'
export const state = signal<State | null>(null)
export const shownAt = signal<Instant | null>(null)

const wanted = 'okno.push'
const address = (rest = ''): string => `/api/devices/${device()}/push${rest}`
/** Were they turned on here? */
export const wished = (): boolean => localStorage.getItem(wanted) !== null
const standalone = (): boolean => matchMedia('(display-mode: standalone)').matches
const apple = (): boolean => /iPhone|iPad/.test(navigator.userAgent)

function able(): State | null {
  const able = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  if (!able) return apple() && !standalone() ? 'install' : 'unsupported'
  return Notification.permission === 'denied' ? 'denied' : null
}

function set(found: State, standing?: Standing): void {
  state.value = found
  shownAt.value = standing?.shown_at ?? null
}

async function manager(): Promise<PushManager> {
  return (await navigator.serviceWorker.ready).pushManager
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

function text(key: ArrayBuffer | null | undefined): string {
  if (!key) return ''
  const letters = String.fromCharCode(...new Uint8Array(key))
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

async function hashOf(endpoint: string): Promise<string> {
  const found = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(found)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const subscribe = async (key: string): Promise<PushSubscription> =>
  (await manager()).subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })

async function tell(own: PushSubscription, key: string): Promise<Standing> {
  return ask<Standing>(address(), { method: 'PUT', json: { ...own.toJSON(), key } })
}

// The browser's subscription and the server's, made one: subscriptions vanish without a word on either side.
async function agree(standing: Standing, key: string): Promise<Standing> {
  let own = await (await manager()).getSubscription()
  if (own && text(own.options.applicationServerKey) !== key) {
    await own.unsubscribe()
    own = null
  }
  if (own && standing.subscribed && (await hashOf(own.endpoint)) === standing.endpoint_hash) return standing
  own ??= await subscribe(key)
  try {
    return await tell(own, key)
  } catch (error) {
    if (!(error instanceof Problem) || error.body.code !== 'push_gone') throw error
    await own.unsubscribe()
    return tell(await subscribe(key), key)
  }
}

/** Asked at every start: do pushes still come here? What can be mended without a question is mended. */
export async function compare(): Promise<void> {
  const unable = able()
  if (unable) return set(unable)
  const standing = await ask<Standing>(address())
  if (!standing.key) return set('house_off')
  if (!wished() || Notification.permission !== 'granted') return set('off')
  try {
    set('on', await agree(standing, standing.key))
  } catch {
    set('off')
  }
}

/** From a tap only: browsers ask the person. */
export async function turnOn(): Promise<void> {
  if ((await Notification.requestPermission()) !== 'granted') return set(able() ?? 'off')
  const standing = await ask<Standing>(address())
  if (!standing.key) return set('house_off')
  const agreed = await agree(standing, standing.key)
  localStorage.setItem(wanted, 'on')
  set('on', agreed)
}

export async function turnOff(): Promise<void> {
  localStorage.removeItem(wanted)
  set('off')
  await (await (await manager()).getSubscription())?.unsubscribe()
  await ask(address(), { method: 'DELETE' }).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.status !== 404) throw error
  })
}

export const askForCheck = (id: Id): Promise<void> => ask(address('/checks'), { method: 'POST', json: { id } })

/** What became of a test push: true when this phone showed it, false when it cannot come any more. */
export async function cameOf(id: Id): Promise<boolean | null> {
  const standing = await ask<Standing>(address(`?check=${id}`))
  if (!standing.subscribed) set('off')
  shownAt.value = standing.shown_at
  if (standing.state === 'delivered') return true
  return standing.state === 'failed' || standing.state === 'withdrawn' ? false : null
}
