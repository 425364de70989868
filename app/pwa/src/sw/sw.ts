// The service worker: keeps the shell of one build for offline starts, and shows pushes. Nothing under /api or /sync
// is ever kept.
import { listenToPushes } from './push'
import { listenToShares } from './shared'

declare const self: ServiceWorkerGlobalScope
declare const PRECACHE: string[]
declare const VERSION: string

const shell = `shell-${VERSION}`
const texts = ['/texts/ru.json', '/texts/en.json']
const served = /^\/(api|sync|sign-in|c|telegram|schema|health|ready|metrics)(\/|$)/

// addAll keeps either the whole build or nothing: pages never mix two versions.
self.addEventListener('install', (event) => {
  const wanted = [...PRECACHE, ...texts].map((path) => new Request(path, { cache: 'reload' }))
  event.waitUntil(caches.open(shell).then((cache) => cache.addAll(wanted)))
})

self.addEventListener('activate', (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) if (name !== shell) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(drop())
})

// Only the page asks for the change, when nobody is typing.
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting()
})

// The words that are here, at once: a start waits for no line. Those of the house are for the next one.
async function keptAndRenewed(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(shell)
  const kept = await cache.match(event.request)
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok) await cache.put(event.request, answer.clone())
    return answer
  })
  if (!kept) return fresh
  event.waitUntil(fresh.catch(() => {}))
  return kept
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || served.test(url.pathname)) return
  if (texts.includes(url.pathname)) return event.respondWith(keptAndRenewed(event))
  const wanted = request.mode === 'navigate' ? '/' : request
  event.respondWith(caches.open(shell).then(async (cache) => (await cache.match(wanted)) ?? fetch(request)))
})

listenToShares()
listenToPushes({ home: '/', shown: '/api/pushes' })
