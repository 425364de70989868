// The window's sentences, loaded once in the client's language.
import { signal } from '@preact/signals'

export type Language = 'ru' | 'en'
const remembered = 'okno.window.language'
const guess = (localStorage.getItem(remembered) ?? navigator.language).startsWith('en') ? 'en' : 'ru'

export const language = signal<Language>(guess)
const sentences = signal<Record<string, string>>({})

export async function speak(wanted: Language): Promise<void> {
  if (wanted !== language.peek() || !Object.keys(sentences.peek()).length) {
    const answer = await fetch(`/c/texts/${wanted}.json`)
    if (!answer.ok) throw new Error('no texts')
    sentences.value = (await answer.json()) as Record<string, string>
  }
  language.value = wanted
  document.documentElement.lang = wanted
  localStorage.setItem(remembered, wanted)
}

export const t = (code: string, args: Record<string, string> = {}): string =>
  (sentences.value[code] ?? code).replace(/\{(\w+)\}/g, (whole, name: string) => args[name] ?? whole)

/** By whose clock hours are told: the promise and the messages by the same. */
export const zone = signal<string | undefined>(undefined)

const formats = new Map<string, Intl.DateTimeFormat>()
function shown(at: string, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = name + language.value + zone.value
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(language.value, { ...options, timeZone: zone.value })))
  return format.format(new Date(at))
}
export const hour = (at: string): string => shown(at, 'hour', { hour: 'numeric', minute: '2-digit' })
export const day = (at: string): string => {
  const far = new Date(at).getFullYear() !== new Date().getFullYear()
  return shown(at, far ? 'far' : 'day', { day: 'numeric', month: 'long', ...(far ? { year: 'numeric' } : {}) })
}
