// Hints that something is new, and the polling under them.
import { catchUp, isNews, stage } from './state'
import { offline, send } from './sending'
import { Refused } from './api'

const pauses = [1, 2, 5, 10, 20, 30]
const rarely = 60_000 // while hints come: the words of the promise age too
const often = 10_000
let line: EventSource | null = null
let failures = 0
let redial: ReturnType<typeof setTimeout> | undefined
let net: ReturnType<typeof setTimeout> | undefined
let live = false

async function look(): Promise<void> {
  if (stage.peek() !== 'open') return
  try {
    await catchUp()
    if (offline.peek()) void send()
    offline.value = false
  } catch (error) {
    if (!(error instanceof Refused)) offline.value = true
  }
  clearTimeout(net)
  net = setTimeout(() => void look(), live ? rarely : often)
}

function dial(): void {
  clearTimeout(redial)
  line?.close()
  const own = (line = new EventSource('/api/c/stream'))
  own.addEventListener('open', () => {
    failures = 0
    live = true
    void look()
  })
  own.addEventListener('poke', (event) => {
    const { feed, seq } = JSON.parse((event as MessageEvent<string>).data) as { feed: string; seq: number }
    if (feed === '*' || isNews(seq)) void look()
  })
  own.addEventListener('signed_out', () => void look()) // the next question hears why
  own.addEventListener('error', () => {
    own.close()
    if (line !== own) return
    live = false
    void look() // tells a dead line from a closed window
    redial = setTimeout(dial, pauses[Math.min(failures++, pauses.length - 1)]! * 1000)
  })
}

function hangUp(): void {
  clearTimeout(redial)
  clearTimeout(net)
  line?.close()
  line = null
  live = false
}

/** While the window is open and looked at; a hidden one only keeps what it was told. */
export function stayLive(): void {
  const turn = (): void => {
    if (stage.value === 'open' && document.visibilityState === 'visible') {
      if (!line) dial()
    } else hangUp()
  }
  stage.subscribe(turn)
  document.addEventListener('visibilitychange', turn)
  addEventListener('online', () => {
    void look()
    void send()
  })
  addEventListener('offline', () => {
    offline.value = true
  })
}
