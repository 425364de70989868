// What the server says of promises: how they were kept, how long people waited, what was told twice.
import { ask } from '../../api'
import { span } from '../../clock'
import type { Id, Instant, Named } from '../../types'

export interface Figures {
  made: number
  kept: number
  broken: number
  open: number
  withdrawn: number
  kept_share: number | null
  median: number | null
  p90: number | null
}
export interface Repeats {
  repeats: number
  told: number
  contacts: number
  per_hundred: number | null
}
export interface OfPerson {
  person: Named
  figures: Figures
  repeats: Repeats
}
export interface OfHour {
  hour: number
  answered: number
  median: number
  p90: number
}
export interface PromiseBoard {
  days: Days
  since_on: string
  person: Named | null
  figures: Figures
  repeats: Repeats
  reasons: { reason: string; text: string; count: number }[]
  hours: OfHour[]
  people: OfPerson[]
  as_of: Instant
}
export interface Broken {
  id: Id
  client: string | null
  thread_id: Id | null
  person: Named
  by_at: Instant
  answered_at: Instant | null
  late: number
  reason: string
  reason_text: string
  basis: string
}
export const periods = [7, 28, 91] as const
export type Days = (typeof periods)[number]

const query = (days: Days, person: Id | null, after?: Id): string => {
  const asked = new URLSearchParams({ days: String(days) })
  if (person) asked.set('person', person)
  if (after) asked.set('after', after)
  return asked.toString()
}

export const readPromises = (days: Days, person: Id | null): Promise<PromiseBoard> =>
  ask(`/api/boards/promises?${query(days, person)}`)
export const readBroken = (
  days: Days,
  person: Id | null,
  after?: Id,
): Promise<{ promises: Broken[]; next: Id | null }> => ask(`/api/boards/promises/broken?${query(days, person, after)}`)

/** "12 мин", "2 ч 05 мин"; a dash where nobody was answered. */
export const taken = (minutes: number | null): string => (minutes === null ? '—' : span(Math.round(minutes)))
