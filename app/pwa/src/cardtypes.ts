// What hangs on a card: contacts and whose they are, the household, changes of fields.
import type { Id, Instant, Named } from './types'

export type Label = 'own' | 'family' | 'company'
export interface Phone {
  id: Id
  phone: string
  label: Label
  verified_at: Instant | null
}
export type FamilyRole = 'partner' | 'parent' | 'child' | 'relative' | 'driver' | 'payer' | 'head'
export interface Relative {
  client_id: Id
  name: string
  role: FamilyRole
  phone_tail: string | null
  owner: Named
  opens: boolean
}
export interface Household {
  id: Id
  role: FamilyRole
  members: Relative[]
}

/** A field that somebody else changed while it was written here. */
export interface Conflict {
  field: string
  mine: unknown
  theirs: unknown
  by: Named | null
  at: Instant | null
}
export interface FieldChange {
  id: Id
  field: string
  before: string | null
  after: string | null
  who: Named | null
  at: Instant
}
