// Reading a card with its timeline, and again when the feed says that something of this client changed.
import { signal } from '@preact/signals'
import { ask, Problem, Unreachable } from '../api'
import { once } from '../once'
import type { Card, Found, FoundClient, Id, Reception, ReceptionReason, TimelineItem } from '../types'
import { recordOf } from './replica'
import { type CardEntry, cards, reach, setCard } from './store'

interface Timeline {
  items: TimelineItem[]
  next: string | null
}
const pageSize = 30

export const filters = ['all', 'talk', 'touch', 'car', 'card'] as const
export type Filter = (typeof filters)[number]
const remembered = 'okno.timeline'
const known = (value: string | null): Filter => filters.find((one) => one === value) ?? 'all'

/** Which part of the years is shown, on every card, until the person wants another. */
export const filter = signal<Filter>(known(localStorage.getItem(remembered)))

const page = (id: Id, of: Filter, after?: string): Promise<Timeline> => {
  const asked = new URLSearchParams({ limit: String(pageSize) })
  if (of !== 'all') asked.set('kinds', of)
  if (after) asked.set('after', after)
  return ask<Timeline>(`/api/clients/${id}/timeline?${asked}`)
}

/** Is it to be read: for the first time, because the feed said so, or because there was no line before? */
export const wantsReading = (entry: CardEntry | undefined): boolean =>
  !entry || entry.stale || ((entry.kept || entry.state === 'failed') && reach.value !== 'cut')

export async function openCard(id: Id): Promise<void> {
  const entry = cards.value.get(id)
  const of = filter.value
  setCard(id, { stale: false, state: entry?.card ? 'ready' : 'loading' })
  if (!entry?.card) void showKept(id)
  try {
    const [card, timeline] = await Promise.all([ask<Card>(`/api/clients/${id}`), page(id, of)])
    setCard(id, { card, state: 'ready', kept: false })
    if (of === filter.value) setCard(id, { of, ...joined(id, of, timeline) })
  } catch (error) {
    if (error instanceof Unreachable) reach.value = 'cut' // the next pull that comes through has it read again
    const hidden = error instanceof Problem && (error.status === 404 || error.status === 403)
    if (hidden) setCard(id, { card: null, state: 'hidden' })
    else if (!entry?.card) {
      const shown = cards.value.get(id)?.card || (await showKept(id))
      setCard(id, shown ? { kept: true } : { state: 'failed' })
    }
  }
}

/** The card as this phone has it, at once and without a line, unless the server was quicker. */
async function showKept(id: Id): Promise<boolean> {
  const kept = await recordOf(id)
  if (!kept) return false
  const entry = cards.value.get(id)
  if (entry?.card || entry?.state === 'hidden') return true
  const { items, next } = kept.timeline
  const of = filter.value
  setCard(id, { card: kept.card, timeline: items.filter((item) => fits(item.kind, of)), next, of, state: 'ready' })
  return true
}

const touches = ['call', 'visit', 'note']
const ofCars = ['deal', 'service', 'car']
const fits = (kind: string, of: Filter): boolean => {
  if (of === 'all') return true
  const group = kind === 'message' ? 'talk' : touches.includes(kind) ? 'touch' : ofCars.includes(kind) ? 'car' : 'card'
  return group === of
}

// The fresh page replaces what stood in its place, so that what was taken back goes; older pages stay behind it.
function joined(id: Id, of: Filter, fresh: Timeline): { timeline: readonly TimelineItem[]; next: string | null } {
  const entry = cards.value.get(id)
  const last = fresh.items.at(-1)
  const place = entry?.of === of && last ? entry.timeline.findIndex((item) => item.id === last.id) : -1
  const older = place < 0 ? [] : entry!.timeline.slice(place + 1)
  return { timeline: [...fresh.items, ...older], next: older.length ? entry!.next : fresh.next }
}

/** Shows another part of the years, and remembers it. */
export function chooseFilter(of: Filter): void {
  filter.value = of
  localStorage.setItem(remembered, of)
}

/** The newest of that part, in the place of another part. */
export async function readTimeline(id: Id, of: Filter): Promise<void> {
  try {
    const timeline = await page(id, of)
    if (of === filter.value) setCard(id, { of, timeline: timeline.items, next: timeline.next })
  } catch {
    const kept = await recordOf(id)
    if (!kept || of !== filter.value) return setCard(id, { stale: true })
    const { items, next } = kept.timeline
    setCard(id, { of, timeline: items.filter((item) => fits(item.kind, of)), next })
  }
}

export async function olderTimeline(id: Id): Promise<void> {
  const entry = cards.value.get(id)
  if (!entry?.next || entry.of !== filter.value) return
  const after = entry.next
  setCard(id, { next: null })
  try {
    const answer = await page(id, entry.of, after)
    const now = cards.value.get(id)
    if (now?.of !== entry.of) return
    const here = new Set(now.timeline.map((item) => item.id))
    const timeline = [...now.timeline, ...answer.items.filter((item) => !here.has(item.id))]
    setCard(id, { timeline, next: answer.next })
  } catch {
    setCard(id, { next: after })
  }
}

/** A line the server has just made, before the card is read again. */
export function putTimeline(id: Id, item: TimelineItem): void {
  const entry = cards.value.get(id)
  if (!entry || (entry.of !== 'all' && entry.of !== 'touch')) return
  if (!entry.timeline.some((one) => one.id === item.id)) setCard(id, { timeline: [item, ...entry.timeline] })
}

export function takeFromTimeline(id: Id, touch: Id): void {
  const entry = cards.value.get(id)
  if (entry) setCard(id, { timeline: entry.timeline.filter((item) => item.ref_id !== touch) })
}

/** The search line of the whole house: names and tails only, for clients of others. */
export const searchHouse = async (words: string): Promise<FoundClient[]> => (await lookInHouse(words)).clients

/** The same with what to type next. The server reads two hundred signs and no more. */
export const lookInHouse = (words: string): Promise<Found> =>
  ask<Found>(`/api/clients?search=${encodeURIComponent(words.slice(0, 200))}`)

/** Opens a colleague's card for a day. Asked of the server at once: a card cannot be opened later from a queue. */
export const receiveVisit = (client: Id, reason: ReceptionReason, words: string | null): Promise<Reception> =>
  once(`receive ${client}`, (id) =>
    ask(`/api/clients/${client}/receptions`, { method: 'POST', json: { id, reason, words } }),
  )

export const finishVisit = (visit: Id): Promise<void> => ask(`/api/receptions/${visit}`, { method: 'DELETE' })
