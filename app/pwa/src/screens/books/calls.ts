// What the server says of books and transfers, and how it is asked.
import { ask, Problem } from '../../api'
import { once } from '../../once'
import { t } from '../../texts'
import type { ClientLine, Id, Instant, Language, Named } from '../../types'

export interface BookLoad {
  person: Named
  out: boolean
  clients: number
  waiting: number
  connected: number
}
export interface Books {
  capacity: number
  books: BookLoad[]
}
export interface Announced {
  language: Language
  text: string
  clients: number
  first_at: Instant
  last_at: Instant
}
export interface Preview {
  giver: Named
  receiver: Named
  clients: number
  waiting: number
  promises: number
  connected: number
  announcements: Announced[]
  untold: number
  room: {
    clients: number
    after: number
    capacity: number
    over: boolean
    hours_now: number
    hours_after: number
    basis: string
  }
}
export interface Transfer {
  id: Id
  giver: Named
  receiver: Named
  clients: number
  announced: number
  untold: number
  made_at: Instant
  made_by: Named
  undo_until: Instant | null
  undone_at: Instant | null
  returned: number
}
export interface Wish {
  from_id: Id
  to_id: Id
  clients: readonly Id[] | null
  announce: boolean
}

/** A book of hundreds takes its time on a slow line. */
const patience = 60_000

export const readBooks = (): Promise<Books> => ask('/api/books')
export const readBook = (id: Id): Promise<ClientLine[]> => ask(`/api/books/${id}`)
export const readTransfers = async (): Promise<Transfer[]> =>
  (await ask<{ transfers: Transfer[] }>('/api/transfers')).transfers
export const look = (wish: Wish): Promise<Preview> => ask('/api/transfers/preview', { method: 'POST', json: wish })
export const hand = (id: Id, wish: Wish, confirmed: boolean): Promise<Transfer> =>
  ask('/api/transfers', { method: 'POST', json: { id, ...wish, confirmed }, within: patience })
export const undo = (id: Id, confirmed: boolean): Promise<Transfer> =>
  once(`undo ${id}`, (key) =>
    ask(`/api/transfers/${id}?confirmed=${confirmed}`, {
      method: 'DELETE',
      headers: { 'Idempotency-Key': key },
      within: patience,
    }),
  )

export const saidBy = (error: unknown): string => (error instanceof Problem ? error.message : t('phone.cut.now'))
export const isFull = (error: unknown): boolean => error instanceof Problem && error.body.code === 'over_capacity'
