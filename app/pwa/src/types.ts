// The shapes the server answers with, and those only the phone knows.
import type { Conflict } from './cardtypes'

export type * from './cardtypes'

export type Id = string
export type Instant = string // ISO 8601, UTC
export type Role = 'manager' | 'specialist' | 'supervisor' | 'administrator'
export type Language = 'ru' | 'en'

export interface Named {
  id: Id
  name: string
}
export interface Promise_ {
  person: Named
  by_at: Instant
  new_by_at?: Instant | null // the later time that the client was told
}
export interface FeedHead {
  id: Id
  kind: string
  epoch: string
  seq: number
}

export interface Me {
  person: {
    id: Id
    handle: string
    name: string
    address_form: string | null
    role: Role
    language: Language
    trade: string | null
  }
  dealership: { id: Id; code: string; name: string; language: Language; time_zone: string; phone: string | null }
  session: Id
  feeds: FeedHead[]
  now: Instant
  version: string
}

export interface ClientLine {
  id: Id
  name: string
  address_form: string | null
  phones: string[]
  status: string
  waiting_since: Instant | null
  promise: Promise_ | null
  next_step: string | null
  next_step_at: Instant | null
  score: number | null
  owner: Named
  car: string | null
  plate: string | null
  vin_tail: string | null
  last_text: string | null
  last_at: Instant | null
  met_at: Instant | null
  thread_id: Id | null
  connected: boolean
  untold_since: Instant | null // since when they have a manager nobody told them of
}

export interface FoundClient {
  id: Id
  name: string
  phone_tail: string | null
  car: string | null
  plate: string | null
  owner: Named
  mine: boolean
  similar: boolean
}

export interface Found {
  clients: FoundClient[]
  next: string | null
  advice: string | null
}

export type ReceptionReason = 'came' | 'called' | 'asked' | 'other'
/** A colleague sees this card for a visit. */
export interface Reception {
  id: Id
  person: Named
  reason: ReceptionReason
  words: string | null
  at: Instant
  until_at: Instant
}

/** What a person must learn that is no task. */
export interface Notice {
  id: Id
  kind: string
  client_id: Id | null
  thread_id?: Id | null // the talk it calls to: a stranger has no card
  text: string
  at: Instant
  seen_at: Instant | null
}

export interface TimelineItem {
  id: Id
  kind: string
  at: Instant
  who: Named | null
  text: string
  ref_id: Id | null
  direction: 'in' | 'out' | null
  automatic: boolean
}

export type MessageKind = 'text' | 'photo' | 'voice' | 'document' | 'location' | 'contact' | 'other' | 'call'

export interface ThreadLine {
  thread_id: Id
  client_id: Id | null
  name: string | null
  address_form: string | null
  car: string | null
  plate: string | null
  last_text: string | null
  last_kind: MessageKind | string | null
  last_at: Instant | null
  last_direction: 'in' | 'out' | null
  waiting_since: Instant | null
  promise: Promise_ | null
  unread: number
  owner: Named | null
  owner_out: boolean
  stands_in?: boolean // its reader answers for the owner for a while
  connected: boolean
  snoozed_until: Instant | null // put aside till then; a promise that falls due sooner brings it back
  draft: { text: string; device: Id; at: Instant } | null
}

export interface Attachment {
  id: Id
  kind: string
  media_type: string | null
  size: number | null
  name: string | null
  seconds: number | null
  state: 'fetching' | 'ready' | 'failed' | 'too_large'
}

export type DeliveryState =
  'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'not_confirmed' | 'withdrawn' | 'held'

export interface Message {
  id: Id
  thread_id: Id
  client_id: Id | null
  seq: number
  direction: 'in' | 'out'
  channel: string
  kind: MessageKind
  text: string | null
  attachments: Attachment[]
  location: { latitude: number; longitude: number } | null
  author: Named | null
  automatic: boolean
  at: Instant
  edited_at: Instant | null
  deleted_at: Instant | null
  state: DeliveryState | null
  state_text: string | null
  delivery_id: Id | null
  reply_to: Id | null
  chain: Chain | null
  line?: string | null // what it is about, in a line of whoever answers
  repeat?: 'told' | 'asked' | null // the house knew it: the client says so, or we asked all the same
}

/** What a card can hold and a question can ask for. */
export type Fact = 'phone' | 'email' | 'plate' | 'vin' | 'mileage' | 'hours' | 'car' | 'name'

/** How far the house went for a message: its rungs in words, what it asks, and the last rung's text for an SMS. */
export interface Chain {
  text: string
  question: string | null
  go_on: string | null
  sms: string | null
}

/** A bubble also knows states the server cannot: still on this phone, refused by the server, and asking whether it
 * still fits. */
export type BubbleState = DeliveryState | 'here' | 'refused' | 'asks'
export interface Bubble extends Omit<Message, 'state'> {
  state: BubbleState | null
  previews?: Map<Id, string>
}

/** A next step written on a card, or a task: that can be done by a tap. */
export interface DayItem {
  id: Id
  kind: string
  title: string
  client_id: Id | null
  at: Instant
  because: string | null
  task: boolean
  says: string | null // of a task: the code of its title, which a tick names
}

export interface Task extends Omit<DayItem, 'task'> {
  done_at: Instant | null
  outcome: string | null
}

export interface Day {
  on_duty: { person: Named | null; until_at: Instant | null; then: Named | null } | null
  waiting: ThreadLine[]
  items: DayItem[]
  reach_out: { client_id: Id; because: string }[]
}

export interface Person {
  id: Id
  handle: string
  name: string
  role: Role
  trade: string | null
  deactivated_at: Instant | null
}

export interface AnswerRules {
  from_time: string
  until_time: string
  answer_minutes: number
}
export interface Standards {
  answer: AnswerRules
  book: { capacity: number; version: number }
  version: number
}

export interface PullAnswer {
  feeds: Record<
    Id,
    {
      kind: string
      epoch: string
      seq: number
      puts: { kind: string; id: Id; row: unknown }[]
      dels: { kind: string; id: Id }[]
      more?: boolean
    }
  >
  mutations: { id: Id; kind: string }[]
}

export interface PushResult {
  id: Id
  outcome: 'applied' | 'rejected' | 'conflict'
  feeds?: Record<Id, number>
  result?: unknown
  problem?: ProblemBody
}

export interface ProblemBody {
  code: string
  status?: number
  title?: string
  detail?: string
  feeds?: Id[]
  conflicts?: Conflict[]
  errors?: { field: string; code: string; message: string }[]
  found?: FoundClient[] // clients the house knows already
}

/** A file that goes with an act, as long as it is on this phone. */
export interface Enclosed {
  id: Id
  blob: Blob
  name: string
  kind: 'photo' | 'voice' | 'document'
  stored: boolean
}

/** An act that the server has not confirmed. */
export interface Pending {
  id: Id
  kind: string
  body: Record<string, unknown>
  at: Instant
  files: readonly Enclosed[]
  state: 'here' | 'sending' | 'applied' | 'refused' | 'asks'
  kept?: boolean // on the disk: it outlives the page
  seen?: number // the place of the newest words on the screen where a reply was written
  own?: readonly Id[] // what its writer said in the talk since then, from this phone
  why?: 'answered_late' | 'wrote_again' | 'answered_else' // of one that asks
  sure?: boolean // the person said: send it all the same
  result?: unknown
  problem?: ProblemBody
}
