// What the server says of bursts it judged, and what people say of them.
import { ask } from '../../api'
import type { Id, Instant, Named } from '../../types'

export interface JudgedBurst {
  id: Id
  at: Instant
  client: string | null
  thread_id: Id | null
  urgency: 'now' | 'before'
  sure: boolean
  because: string
  told: string
  standard: number
  called: { person: Named; woken: boolean; at: Instant }[]
  mark: { urgent: boolean; by: Named; at: Instant } | null
}
export interface Wakes {
  month: string
  person: Named
  woken: number
  in_vain: number
  unmarked: number
}
export interface JudgedBursts {
  bursts: JudgedBurst[]
  wakes: Wakes[]
  next: Id | null
}

export const readBursts = (after?: Id): Promise<JudgedBursts> => ask(`/api/bursts${after ? `?after=${after}` : ''}`)
export const mark = (id: Id, urgent: boolean | null): Promise<JudgedBurst> =>
  urgent === null
    ? ask(`/api/bursts/${id}/mark`, { method: 'DELETE' })
    : ask(`/api/bursts/${id}/mark`, { method: 'PUT', json: { urgent } })
