// What the server says of loyalty, and how complaints reach it.
import { ask } from '../../api'
import { nowIso } from '../../clock'
import { uuid7 } from '../../ids'
import { drop, enqueue, pending } from '../../sync/outbox'
import type { Id, Instant, Named, PushResult } from '../../types'

export type Status = 'loyal' | 'warm' | 'unproven' | 'at_risk'
export interface Evidence {
  kind: string
  id: Id
  at: Instant
  text: string
  thread_id: Id | null
}
export interface Loss {
  id: string
  component: string
  points: number
  text: string
  evidence: Evidence[]
  since: string | null
  returns_on: string | null
  action: string
  gain: number
}
export interface Complaint {
  id: Id
  client_id: Id
  words: string
  made_at: Instant
  made_by: Named
  due_at: Instant
  closed_at: Instant | null
  closing: string | null
  solved_at: Instant | null
  reopened_at: Instant | null
  heard_at: Instant | null
  asked: boolean
}
export interface Loyalty {
  score: number
  coverage: number
  status: Status
  word: string
  care: number | null
  losses: Loss[]
  complaints: Complaint[]
  as_of: Instant
  weights_version: number
}

export const readLoyalty = (client: Id): Promise<Loyalty> => ask(`/api/clients/${client}/loyalty`)

export function complain(client_id: Id, words: string): { id: Id; answered: Promise<PushResult> } {
  const id = uuid7()
  return { id, answered: enqueue('loyalty.complain', { id, client_id, words }, nowIso()) }
}

/** Takes it back; one that never left the phone simply disappears. */
export async function takeBack(complaint_id: Id): Promise<void> {
  if (pending.value.some((item) => item.id === complaint_id && item.state === 'here'))
    return drop(new Set([complaint_id]))
  await enqueue('loyalty.withdraw_complaint', { id: uuid7(), complaint_id }, nowIso())
}

export const mended = (complaint_id: Id, words: string): Promise<PushResult> =>
  enqueue('loyalty.close_complaint', { id: uuid7(), complaint_id, words }, nowIso())

/** What the client said of it by phone or at the desk. */
export const heard = (complaint_id: Id, solved: boolean): Promise<PushResult> =>
  enqueue('loyalty.hear_client', { id: uuid7(), complaint_id, solved }, nowIso())
