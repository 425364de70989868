// Which screen: an address is the only state, so that back, reload and a link in a chat all work.
import { computed, signal } from '@preact/signals'
import type { Id } from './types'

export type Tab = 'today' | 'inbox' | 'clients' | 'me'
export type Route =
  | { screen: 'today' | 'inbox' | 'clients' | 'me' | 'people' | 'standards' | 'channels' | 'own' | 'books' | 'board' | 'outbox' | 'devices' | 'schedule' | 'duty' | 'coverage' | 'templates' | 'promises' | 'bursts' | 'telephony' | 'wakes' }
  | { screen: 'thread' | 'card' | 'handing'; id: Id }
  | { screen: 'getting_in'; id: Id | null }

const path = signal(location.pathname)
let lastTab: Tab = location.pathname.startsWith('/threads/')
  ? 'inbox'
  : location.pathname.startsWith('/clients/')
    ? 'clients'
    : 'today'

type Plain = 'people' | 'standards' | 'channels' | 'outbox' | 'devices' | 'schedule' | 'coverage' | 'templates' | 'promises' | 'bursts' | 'telephony' | 'wakes'
/** Screens behind Me whose address is their name. */
const plain: ReadonlySet<string> = new Set(['people', 'standards', 'channels', 'outbox', 'devices', 'schedule', 'coverage', 'templates', 'promises', 'bursts', 'telephony', 'wakes'])

function parse(address: string): Route {
  const [, first, second, third] = address.split('/')
  if (first === 'threads' && second) return { screen: 'thread', id: second }
  if (first === 'clients' && second) return { screen: 'card', id: second }
  if (first === 'getting-in') return { screen: 'getting_in', id: second || null }
  if (first === 'me' && second === 'books') return third ? { screen: 'handing', id: third } : { screen: 'books' }
  if (first === 'me' && second === 'telegram') return { screen: 'own' }
  if (first === 'me' && second && plain.has(second)) return { screen: second as Plain }
  if (first === 'duty') return { screen: first }
  if (first === 'board') return { screen: first }
  if (first === 'inbox' || first === 'clients' || first === 'me') return { screen: first }
  return { screen: 'today' }
}

export const route = computed<Route>(() => parse(path.value))

const ofMe: ReadonlySet<Route['screen']> = new Set(['people', 'standards', 'channels', 'books', 'handing', 'outbox', 'own', 'devices', 'schedule', 'coverage', 'templates', 'promises', 'bursts', 'telephony', 'wakes'])

/** The list beside or behind the screen: the one it was opened from. */
export const tab = computed<Tab>(() => {
  const { screen } = route.value
  if (screen === 'getting_in') return (lastTab = 'clients')
  if (screen === 'board' || screen === 'duty') return (lastTab = 'today')
  if (ofMe.has(screen)) return (lastTab = 'me')
  if (screen === 'thread') return lastTab === 'me' ? (lastTab = 'inbox') : lastTab
  if (screen === 'card') return lastTab === 'me' ? (lastTab = 'clients') : lastTab
  return (lastTab = screen as Tab)
})

export const detailOpen = computed(() => !['today', 'inbox', 'clients', 'me'].includes(route.value.screen))

const depth = (): number => (history.state as { depth?: number } | null)?.depth ?? 0

export function go(to: string, replace = false): void {
  if (to === location.pathname) return
  if (replace) history.replaceState({ depth: depth() }, '', to)
  else history.pushState({ depth: depth() + 1 }, '', to)
  path.value = to
}

/** Back to where the person came from; a page opened by its address goes to its list. */
export function back(): void {
  if (depth() > 0) history.back()
  else go(tab.value === 'today' ? '/' : `/${tab.value}`, true)
}

/** Two panes side by side; in them walking down a list must not grow the history by every row looked at. */
const roomy = matchMedia('(min-width: 900px)')
const wide = signal(roomy.matches)
roomy.addEventListener('change', () => {
  wide.value = roomy.matches
})
export const beside = (): boolean => wide.value

/** True while a list is walked by keys: the opened talk then leaves the focus where it is. */
export const walking = { keys: false }
document.addEventListener(
  'pointerdown',
  () => {
    walking.keys = false
  },
  { capture: true },
)

addEventListener('popstate', () => {
  path.value = location.pathname
})

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return
  const link = (event.target as Element).closest?.('a[href]') as HTMLAnchorElement | null
  if (!link || link.target || link.origin !== location.origin || link.hasAttribute('download')) return
  event.preventDefault()
  go(link.pathname, beside() && detailOpen.value && link.closest('.pane-list') !== null)
})
