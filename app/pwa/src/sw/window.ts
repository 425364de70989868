// The service worker of a client's window: shows pushes, keeps nothing.
import { listenToPushes } from './push'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', () => void self.skipWaiting())
listenToPushes({ home: '/c/', shown: '/api/c/pushes' })
