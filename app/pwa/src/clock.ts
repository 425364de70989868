// The dealership's clock: the server's time carried forward, and its dates in words.
import { signal } from '@preact/signals'
import { capital, language, t } from './texts'
import type { Instant } from './types'

const ahead = signal(0) // milliseconds the server's clock is ahead of this device
export const zone = signal('Europe/Samara')
export const now = signal(Date.now())

const tick = (): void => {
  now.value = Date.now() + ahead.value
}
setInterval(tick, 10_000)

export function setClock(serverNow: Instant, timeZone: string): void {
  zone.value = timeZone
  const there = Date.parse(serverNow)
  // A second of travel is no reason to move every timer on the screen.
  if (Math.abs(there - Date.now() - ahead.value) > 1500) ahead.value = there - Date.now()
  tick()
}

export const nowIso = (): Instant => new Date(Date.now() + ahead.value).toISOString()

const made = new Map<string, Intl.DateTimeFormat>()
export function format(at: Instant | number, options: Intl.DateTimeFormatOptions): string {
  const key = language.value + zone.value + JSON.stringify(options)
  let formatter = made.get(key)
  if (!formatter) {
    const locale = language.value === 'en' ? 'en-GB' : 'ru-RU'
    made.set(key, (formatter = new Intl.DateTimeFormat(locale, { timeZone: zone.value, ...options })))
  }
  return formatter.format(new Date(at))
}

/** The first date in words costs a browser its calendar's tables: paid while the first answer is on its way. */
export const learnDates = (): void => void setTimeout(() => longDate(now.value))

const dayKey = (at: Instant | number): string => format(at, { year: 'numeric', month: '2-digit', day: '2-digit' })
const day = 86_400_000

export const sameDay = (a: Instant | number, b: Instant | number): boolean => dayKey(a) === dayKey(b)
export const timeField = (at: Instant | number): string => format(at, { hour: '2-digit', minute: '2-digit' })
export const clockTime = (at: Instant | number): string => timeField(at).replace(/^0/, '')
export const longDate = (at: Instant | number): string => format(at, { weekday: 'long', day: 'numeric', month: 'long' })
export const fullDate = (on: Instant | number): string => format(on, { day: 'numeric', month: 'long', year: 'numeric' })
export const monthYear = (at: Instant | number): string =>
  capital(format(at, { month: 'long', year: 'numeric' }).replace(/\s*г\.$/, ''))
export const shortDate = (at: Instant | number): string =>
  format(at, { day: 'numeric', month: 'short' }).replace('.', '')

/** "14:30" today, "сб 9:15" within the week, else the date: a weekday is never called tomorrow. */
export function byWhen(at: Instant): string {
  if (sameDay(at, now.value)) return clockTime(at)
  const near = Math.abs(Date.parse(at) - now.value) < 6 * day
  return near ? `${format(at, { weekday: 'short' })} ${clockTime(at)}` : `${shortDate(at)} ${clockTime(at)}`
}

/** The short mark at the end of a row: time, weekday or date. */
export function rowTime(at: Instant): string {
  if (sameDay(at, now.value)) return clockTime(at)
  const age = now.value - Date.parse(at)
  if (age < 6 * day) return format(at, { weekday: 'short' })
  if (age < 300 * day) return shortDate(at)
  return format(at, { day: '2-digit', month: '2-digit', year: '2-digit' })
}

/** The line between two days of a talk. */
export function dayLine(at: Instant): string {
  if (sameDay(at, now.value)) return t('phone.day.today')
  if (sameDay(at, now.value - day)) return t('phone.day.yesterday')
  const sameYear = format(at, { year: 'numeric' }) === format(now.value, { year: 'numeric' })
  return capital(sameYear ? format(at, { weekday: 'short', day: 'numeric', month: 'long' }) : fullDate(at))
}

export const minutesSince = (at: Instant): number => Math.max(0, Math.floor((now.value - Date.parse(at)) / 60_000))

/** A length of time in words: "12 мин", "2 ч 05 мин", "3 дня". */
export function span(minutes: number): string {
  if (minutes < 60) return t('phone.span.minutes', { n: Math.max(minutes, 1) })
  if (minutes < 24 * 60) {
    const rest = String(minutes % 60).padStart(2, '0')
    return t('phone.span.hours', { hours: Math.floor(minutes / 60), minutes: rest })
  }
  return t('phone.span.days', { n: Math.floor(minutes / (24 * 60)) })
}

/** The instant of a wall-clock time in the dealership's zone; `date` is "2026-11-21", `time` is "09:00". */
export function instantOf(date: string, time: string): Instant {
  const asIfUtc = Date.parse(`${date}T${time}:00Z`)
  const shown = (at: number): number => {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone.value,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }).formatToParts(new Date(at))
    const part = (type: string): string => parts.find((piece) => piece.type === type)?.value ?? '00'
    return Date.parse(`${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:00Z`)
  }
  const first = asIfUtc - (shown(asIfUtc) - asIfUtc)
  return new Date(first - (shown(first) - asIfUtc)).toISOString()
}

/** The date in the dealership's zone as an input wants it. */
export function dateField(at: Instant | number): string {
  const [d, m, y] = format(at, { year: 'numeric', month: '2-digit', day: '2-digit' }).split(/[./]/)
  return `${y}-${m}-${d}`
}

/** The zones a client of a Russian dealer may live in, from west to east. */
export const zones = [
  'Europe/Kaliningrad',
  'Europe/Moscow',
  'Europe/Samara',
  'Asia/Yekaterinburg',
  'Asia/Omsk',
  'Asia/Krasnoyarsk',
  'Asia/Irkutsk',
  'Asia/Yakutsk',
  'Asia/Vladivostok',
  'Asia/Magadan',
  'Asia/Kamchatka',
] as const as readonly string[]

/** The wall clock in a zone, "09:12". A zone this device does not know is taken for the house's. */
export function timeIn(name: string, at: Instant | number): string {
  try {
    return format(at, { hour: '2-digit', minute: '2-digit', timeZone: name })
  } catch {
    return timeField(at)
  }
}

/** A zone in words: "Самарское стандартное время". */
export function placeOf(name: string): string {
  try {
    const locale = language.value === 'en' ? 'en-GB' : 'ru-RU'
    const parts = new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: 'long' }).formatToParts(0)
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? name
  } catch {
    return name
  }
}
