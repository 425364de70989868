// What hangs on a card: contacts and whose they are, the household, changes of fields.
import type { Id, Instant, Language, Named, Promise_, Reception } from './types'

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

/** What whoever steps in must know of a client, drawn from the journal. `who` of a line is null for the client. */
export interface Capsule {
  client_id: Id
  thread_id: Id | null
  name: string
  address_form: string
  owner: Named
  who: string[]
  cars: string[]
  promises: string[]
  talk: { at: Instant; who: string | null; text: string }[]
  do: string[]
  dont: string[]
  mood: 'upset' | 'strained' | 'glad' | 'unknown'
  mood_text: string
  evidence: { at: Instant; text: string }[]
  made_at: Instant
}

export type Trade = 'credit' | 'service' | 'trade_in' | 'insurance' | 'accessories'

/** A question as its specialist sees it; the capsule is theirs while it waits. */
export interface AskedQuestion {
  id: Id
  trade: Trade
  words: string
  about: string
  asked_by: Named
  asked_at: Instant
  by_at: Instant
  answer: string | null
  answered_at: Instant | null
  capsule: Capsule | null
}

/** What stands in a talk for the house alone: a note back, whose `text` is null where it was asked for and is not there
 * yet, or a question to a specialist. */
export interface Inner {
  id: Id
  thread_id: Id
  client_id: Id
  kind: 'return' | 'question'
  at: Instant
  who: Named
  text: string | null
  trade: Trade | null
  by_at: Instant | null
  state: 'open' | 'answered' | 'withdrawn' | null
  answer: string | null
  answered_by: Named | null
}

/** What comes for a car, or came. */
export interface CarEvent {
  id: Id
  kind: string
  title: string
  car_id: Id
  expected_on: string
  interval: { from_on: string; to_on: string }
  basis: string
  state: string
  state_text: string
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

export interface Odometer {
  km: number
  read_on: string
}

export interface Car {
  id: Id
  title: string
  make: string | null
  model: string | null
  year: number | null
  vin: string | null
  plate: string | null
  role: string
  from_on: string | null
  odometer: Odometer | null
}

export interface Consent {
  purpose: string
  given: boolean
  at: Instant
}

export interface Card {
  id: Id
  name: string
  address_form: string | null
  status: string
  language: Language | null
  time_zone: string | null
  never_before: string | null
  never_after: string | null
  since: Instant | null
  owner: Named
  responsible: { person: Named; because: string | null; until_at: Instant | null } | null
  phones: Phone[]
  emails: { id: Id; email: string; label: Label }[]
  household: Household | null
  channels: { id: Id; kind: string; verified_at: Instant | null; reachable: boolean }[]
  consents: Consent[]
  cars: Car[]
  waiting_since: Instant | null
  promise: Promise_ | null
  next_step: string | null
  next_step_at: Instant | null
  no_step_at: Instant | null
  thread_id: Id | null
  score: number | null
  untold_since: Instant | null
  receptions: Reception[]
}
