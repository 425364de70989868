// Which client a call, a visit or a note is being written down for, and whom the person has just called.
import { signal } from '@preact/signals'
import { cards } from '../sync/store'
import { lineOf } from '../sync/view'
import { detailOpen, route } from '../router'
import type { Id } from '../types'

export interface Log {
  client: Id | null // null: to be chosen
}
export const logging = signal<Log | null>(null)

const recently = 2 * 60 * 60_000
let called: { client: Id; at: number } | null = null

/** Whom the words are about, as far as the phone can tell: the one on the screen, or the one just called. */
export function clientAtHand(): Id | null {
  const here = route.value
  if (detailOpen.value && here.screen === 'card') return here.id
  if (detailOpen.value && here.screen === 'thread') return lineOf(here.id)?.client_id ?? null
  return called && Date.now() - called.at < recently ? called.client : null
}

export const openLog = (client: Id | null): void => {
  logging.value = { client }
}

// A call made from here leaves the app; whoever comes back from it is asked how it went.
let away = false
document.addEventListener(
  'click',
  (event) => {
    if (!(event.target as Element).closest?.('a[href^="tel:"]')) return
    const here = route.value
    const client = here.screen === 'card' ? here.id : here.screen === 'thread' ? lineOf(here.id)?.client_id : null
    if (client) called = { client, at: Date.now() }
  },
  { capture: true },
)
document.addEventListener('visibilitychange', () => {
  const hidden = document.visibilityState === 'hidden'
  const back = away && !hidden
  away = hidden && called !== null && Date.now() - called.at < 30_000
  if (back && called && !logging.value && !document.querySelector('dialog[open]') && cards.value.has(called.client))
    openLog(called.client)
})
