// When to look for news without being told: on focus, on a new connection, and every half minute.
import { pull, refreshDay } from './feed'
import { flush } from './outbox'
import { reach } from './store'
import { closeStream, openStream } from './stream'

const pollEvery = 30_000
const dayEvery = 5 * 60_000
const hideAfter = 60_000

let stop: AbortController | null = null

export function stayAwake(): void {
  goToSleep()
  stop = new AbortController()
  const { signal } = stop
  let hiding: ReturnType<typeof setTimeout> | undefined
  const look = (): void => {
    void flush()
    void pull()
  }
  const shown = (): void => {
    clearTimeout(hiding)
    if (document.hidden) {
      hiding = setTimeout(closeStream, hideAfter)
      return
    }
    openStream()
    look()
    void refreshDay()
  }
  document.addEventListener('visibilitychange', shown, { signal })
  window.addEventListener('focus', look, { signal })
  window.addEventListener(
    'online',
    () => {
      look()
      void refreshDay()
    },
    { signal },
  )
  window.addEventListener(
    'offline',
    () => {
      reach.value = 'cut'
    },
    { signal },
  )
  const poll = setInterval(() => {
    if (!document.hidden) look()
  }, pollEvery)
  const daily = setInterval(() => {
    if (!document.hidden) void refreshDay()
  }, dayEvery)
  signal.addEventListener('abort', () => {
    clearInterval(poll)
    clearInterval(daily)
    clearTimeout(hiding)
    closeStream()
  })
  if (!document.hidden) openStream()
}

export function goToSleep(): void {
  stop?.abort()
  stop = null
}
