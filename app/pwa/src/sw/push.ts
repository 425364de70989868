// Pushes: each one is shown, told to the server as shown, and its tap opens the talk.
import { version } from '../version'

declare const self: ServiceWorkerGlobalScope

// Browsers that know declarative push hand it over read already; the others hand over its bytes.
interface Told {
  title: string
  body?: string
  lang?: string
  tag?: string
  navigate?: string
  data?: { push?: string }
}
interface Declared extends PushEvent {
  notification?: Told | null
}
interface Shown extends NotificationOptions {
  renotify?: boolean
}

// A push that cannot be read must be shown all the same: browsers take the right to push from whoever hides one.
const unread: Told = { title: 'Okno', body: 'Новое сообщение · New message', tag: 'okno' }

function read(event: Declared): { told: Told; count?: number } {
  try {
    const { notification, app_badge } = event.data!.json() as { notification: Told; app_badge?: number }
    if (notification.title) return { told: notification, count: app_badge }
  } catch {
    // Not ours, or none.
  }
  return { told: event.notification ?? unread }
}

/** Whose pushes these are: `home` is the page that a tap opens where nothing else is named, `shown` is told of each. */
export interface Place {
  home: string
  shown: string
}
const ofClients = (path: string): boolean => path.startsWith('/c/')

// Only a page of this site and of this place is ever opened: the house's people and their clients share a browser
// at most, never a page.
function pathOf(place: Place, address = place.home): string {
  const url = new URL(address, location.origin)
  const ours = url.origin === location.origin && ofClients(url.pathname) === ofClients(place.home)
  return ours ? url.pathname : place.home
}

async function pagesOf(place: Place): Promise<readonly WindowClient[]> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  return pages.filter((page) => ofClients(new URL(page.url).pathname) === ofClients(place.home))
}

async function show(place: Place, event: Declared): Promise<void> {
  const { told, count } = read(event)
  const tag = told.tag ?? 'okno'
  const push = told.data?.push
  const pages = await pagesOf(place)
  const before = await self.registration.getNotifications({ tag })
  // Whoever looks at the app sees the message there: the notification comes without a sound. The same push
  // brought twice does not ring twice.
  const quiet =
    pages.some((page) => page.visibilityState === 'visible') ||
    (push !== undefined && before.some((one) => (one.data as Told['data'])?.push === push))
  const options: Shown = {
    body: told.body,
    lang: told.lang,
    tag,
    icon: '/icons/icon-192.png',
    badge: '/icons/icon-192.png',
    data: { push, path: pathOf(place, told.navigate) },
    silent: quiet,
    renotify: !quiet,
  }
  await self.registration.showNotification(told.title, options)
  if (count !== undefined && 'setAppBadge' in navigator) await navigator.setAppBadge(count).catch(() => {})
  if (push) {
    const headers = { 'Okno-App': version }
    await fetch(`${place.shown}/${push}/shown`, { method: 'PUT', headers, credentials: 'same-origin' }).catch(() => {})
  }
  for (const page of pages) page.postMessage({ shown: push ?? null })
}

async function open(place: Place, notification: Notification): Promise<void> {
  notification.close()
  const path = pathOf(place, (notification.data as { path?: string } | null)?.path)
  const pages = await pagesOf(place)
  const page = pages.find((one) => one.visibilityState === 'visible') ?? pages[0]
  if (!page) {
    await self.clients.openWindow(path)
    return
  }
  page.postMessage({ go: path })
  await page.focus().catch(() => {}) // without a real tap the browser may refuse
}

export function listenToPushes(place: Place): void {
  self.addEventListener('push', (event) => event.waitUntil(show(place, event)))
  self.addEventListener('notificationclick', (event) => event.waitUntil(open(place, event.notification)))
}
