// The open line to the server: pokes say that a pull is worth it. One line per browser, shared by its windows.
import { isNews, pull } from './feed'
import { reach } from './store'

const pauses = [1, 2, 5, 10, 20, 30]
let source: EventSource | null = null
let release: (() => void) | null = null
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined
let windows: BroadcastChannel | null = null

function heard(poke: { feed: string; seq: number }): void {
  if (poke.feed === '*' || isNews(poke.feed, poke.seq)) void pull()
}

function dial(): void {
  clearTimeout(retry)
  source?.close()
  const line = (source = new EventSource('/sync/stream'))
  line.addEventListener('open', () => {
    failures = 0
    reach.value = 'live'
    void pull() // what happened while the line was down
  })
  line.addEventListener('poke', (event) => {
    const poke = JSON.parse((event as MessageEvent<string>).data) as { feed: string; seq: number }
    heard(poke)
    windows?.postMessage(poke)
  })
  line.addEventListener('signed_out', () => void pull()) // it says how the session ended
  line.addEventListener('error', () => {
    line.close()
    if (source !== line) return
    if (reach.value === 'live') reach.value = 'polling'
    void pull() // tells a dead line from an ended session
    retry = setTimeout(dial, pauses[Math.min(failures++, pauses.length - 1)]! * 1000)
  })
}

function hangUp(): void {
  clearTimeout(retry)
  source?.close()
  source = null
}

// A browser opens few connections to one host: only the window that holds the lock has the line.
export function openStream(): void {
  if (release) return
  windows ??= new BroadcastChannel('okno-pokes')
  windows.onmessage = (event) => heard(event.data as { feed: string; seq: number })
  const gone = new AbortController()
  release = () => gone.abort()
  if (!navigator.locks) return dial()
  const held = navigator.locks.request(
    'okno-stream',
    { signal: gone.signal },
    () =>
      new Promise<void>((done) => {
        if (gone.signal.aborted) return done()
        dial()
        gone.signal.addEventListener('abort', () => done())
      }),
  )
  held.catch(() => {}) // given up before it was this window's turn
}

export function closeStream(): void {
  release?.()
  release = null
  hangUp()
  if (reach.value === 'live') reach.value = 'polling'
}
