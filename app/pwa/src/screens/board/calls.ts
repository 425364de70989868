// What the server says of the house's loyalty.
import { ask } from '../../api'
import type { Id, Instant, Named } from '../../types'
import type { Status } from '../loyalty/calls'

export interface Behind {
  client_id: Id
  name: string
  owner: Named
  points: number
  score: number
  status: Status
  next_step: boolean
}
export interface Cause {
  component: string
  text: string
  action: string
  points: number
  clients: number
  who: Behind[]
}
export interface ManagerBoard {
  id: Id
  name: string
  clients: number
  loyal: number
  warm: number
  unproven: number
  at_risk: number
  excluded: number
  out_of_hand: number
  score_mean: number | null
  care_mean: number | null
  waiting: number
  kept: number | null
  hours: number
  loyal_before: number | null
}
export interface Day {
  on: string
  loyal: number
  warm: number
  unproven: number
  at_risk: number
}
export interface Board {
  late: { client_id: Id | null; thread_id: Id; name: string | null; promise: { person: Named; by_at: Instant } }[]
  complaints: {
    id: Id
    client_id: Id
    name: string
    words: string
    due_at: Instant
    closed_at: Instant | null
    owner: Named
  }[]
  uncovered_minutes: number
  totals: {
    clients: number
    loyal: number
    warm: number
    unproven: number
    at_risk: number
    excluded: number
    out_of_hand: number
    proven_share: number
    in_hand_share: number
    score_mean: number | null
    care_mean: number | null
  }
  causes: Cause[]
  managers: ManagerBoard[]
  trend: Day[]
  one_thing: string
  one_client: Id | null
  as_of: Instant
  weights_version: number
}
export interface Behinds {
  clients: Behind[]
  next: string | null
}

/** Which clients: of a cause, a status, a manager, or those nobody leads. */
export interface Wanted {
  title: string
  component?: string
  status?: Status
  manager?: Id
  out_of_hand?: boolean
}

export const readBoard = (): Promise<Board> => ask('/api/boards/loyalty')

export function readBehind({ title: _, ...wanted }: Wanted, after: string): Promise<Behinds> {
  const query = new URLSearchParams({ after })
  for (const [name, value] of Object.entries(wanted)) if (value) query.set(name, String(value))
  return ask(`/api/boards/loyalty/clients?${query}`)
}
