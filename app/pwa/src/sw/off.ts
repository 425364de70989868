// The way back from a broken shell: in the place of the service worker, and at once, this one keeps no page, so that
// every page comes from the house again. It still shows pushes. What lies in the phone's own database is not touched.
import { listenToPushes } from './push'

declare const self: ServiceWorkerGlobalScope

async function drop(): Promise<void> {
  for (const name of await caches.keys()) await caches.delete(name)
  await self.clients.claim()
}

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(drop()))
listenToPushes({ home: '/', shown: '/api/pushes' })
