// Reading a card with its timeline, and again when the feed says that something of this client changed.
import { ask, Problem } from '../api'
import { uuid7 } from '../ids'
import type { Card, FoundClient, Id, Reception, ReceptionReason, TimelineItem } from '../types'
import { cards, setCard } from './store'

interface Timeline {
  items: TimelineItem[]
  next: string | null
}
const pageSize = 30

export async function openCard(id: Id): Promise<void> {
  const known = cards.value.get(id)
  setCard(id, { stale: false, state: known?.card ? 'ready' : 'loading' })
  try {
    const [card, timeline] = await Promise.all([
      ask<Card>(`/api/clients/${id}`),
      ask<Timeline>(`/api/clients/${id}/timeline?limit=${pageSize}`),
    ])
    const fresh = new Set(timeline.items.map((item) => item.id))
    const older = (cards.value.get(id)?.timeline ?? []).filter((item) => !fresh.has(item.id))
    const next = older.length ? (cards.value.get(id)?.next ?? null) : timeline.next
    setCard(id, { card, timeline: [...timeline.items, ...older], next, state: 'ready' })
  } catch (error) {
    const hidden = error instanceof Problem && (error.status === 404 || error.status === 403)
    if (hidden) setCard(id, { card: null, state: 'hidden' })
    else if (!known?.card) setCard(id, { state: 'failed' })
  }
}

export async function olderTimeline(id: Id): Promise<void> {
  const entry = cards.value.get(id)
  if (!entry?.next) return
  const after = entry.next
  setCard(id, { next: null })
  try {
    const answer = await ask<Timeline>(
      `/api/clients/${id}/timeline?after=${encodeURIComponent(after)}&limit=${pageSize}`,
    )
    const now = cards.value.get(id)?.timeline ?? []
    const known = new Set(now.map((item) => item.id))
    setCard(id, { timeline: [...now, ...answer.items.filter((item) => !known.has(item.id))], next: answer.next })
  } catch {
    setCard(id, { next: after })
  }
}

/** The search line of the whole house: names and tails only, for clients of others. */
export async function searchHouse(words: string): Promise<FoundClient[]> {
  const answer = await ask<{ clients: FoundClient[] }>(`/api/clients?search=${encodeURIComponent(words)}`)
  return answer.clients
}

/** Opens a colleague's card for a day. Asked of the server at once: a card cannot be opened later from a queue. */
export const receiveVisit = (client: Id, reason: ReceptionReason, words: string | null): Promise<Reception> =>
  ask(`/api/clients/${client}/receptions`, { method: 'POST', json: { id: uuid7(), reason, words } })

export const finishVisit = (visit: Id): Promise<void> => ask(`/api/receptions/${visit}`, { method: 'DELETE' })
