// Pushes: each one is shown, told to the server as shown, and its tap opens the talk.
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

// Only a page of this site is ever opened.
function pathOf(address = '/'): string {
  const url = new URL(address, location.origin)
  return url.origin === location.origin ? url.pathname : '/'
}

async function show(event: Declared): Promise<void> {
  const { told, count } = read(event)
  const tag = told.tag ?? 'okno'
  const push = told.data?.push
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
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
    data: { push, path: pathOf(told.navigate) },
    silent: quiet,
    renotify: !quiet,
  }
  await self.registration.showNotification(told.title, options)
  if (count !== undefined && 'setAppBadge' in navigator) await navigator.setAppBadge(count).catch(() => {})
  if (push) {
    const headers = { 'Okno-App': '1' }
    await fetch(`/api/pushes/${push}/shown`, { method: 'PUT', headers, credentials: 'same-origin' }).catch(() => {})
  }
  for (const page of pages) page.postMessage({ shown: push ?? null })
}

async function open(notification: Notification): Promise<void> {
  notification.close()
  const path = pathOf((notification.data as { path?: string } | null)?.path)
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find((one) => one.visibilityState === 'visible') ?? pages[0]
  if (!page) {
    await self.clients.openWindow(path)
    return
  }
  page.postMessage({ go: path })
  await page.focus().catch(() => {}) // without a real tap the browser may refuse
}

export function listenToPushes(): void {
  self.addEventListener('push', (event) => event.waitUntil(show(event)))
  self.addEventListener('notificationclick', (event) => event.waitUntil(open(event.notification)))
}
