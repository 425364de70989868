// Who is signed in, asked before the phone's own script has come: by `early.ts`, a few lines that are here sooner. On a
// slow line the answer is there when the phone starts; where those lines did not come, it asks by itself.
import { version } from './version'

const me = '/api/me'
const answerWithin = 20_000
const page = globalThis as { earlyMe?: Promise<Response> | undefined }

/** Where the mark of a sign-out lies that the house has not heard: until then nothing is asked by that session. */
export const placeOfLeft = 'okno.left'

export function askEarly(): void {
  if (localStorage.getItem(placeOfLeft)) return
  page.earlyMe = fetch(me, {
    headers: { Accept: 'application/json', 'Okno-App': version },
    credentials: 'same-origin',
    cache: 'no-store',
    signal: AbortSignal.timeout(answerWithin),
  })
  page.earlyMe.catch(() => {}) // told to whoever takes it
}

/** That answer, once. */
export function takeEarly(path: string): Promise<Response> | undefined {
  if (path !== me) return undefined
  const early = page.earlyMe
  page.earlyMe = undefined
  return early
}
