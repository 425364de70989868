// What the page and the keeper of the replica say to each other.
import type { CarEvent } from '../cardtypes'
import type { Capsule, Card, ClientLine, Day, FeedHead, Id, Me, Message, Notice, Pending, ThreadLine, TimelineItem } from '../types'

/** All that is shown before a client is opened. */
export interface Book {
  lines: ClientLine[]
  threads: ThreadLine[]
  notices: Notice[]
  day: Day | null
  /** Of those whom this person stands in for. */
  capsules?: [Id, { state: string; capsule: Capsule }][]
  /** What screens beside the book read last, and when. */
  asides?: [string, { at: number; value: unknown }][]
}

/** The book as it stood at these cursors, and whose it is. */
export interface Kept {
  me: Me
  heads: FeedHead[]
  book: Book
  freshAt: number
}

/** What a pull brought: the book after it, and whose records are old since the book's feed stood at `seq`. */
export interface Pulled extends Kept {
  seq: number
  changed: Id[]
  gone: Id[]
}

/** All that is kept of one client beside their line. */
export interface ClientRecord {
  card: Card
  coming: CarEvent[]
  timeline: { items: TimelineItem[]; next: string | null }
  talk: { thread: ThreadLine; messages: Message[]; next: number | null } | null
}

/** Words begun in a talk; `told` once the house knows them. */
export interface Draft {
  thread: Id
  text: string
  told: boolean
}

/** What the keeper does when asked. */
export interface Keeper {
  /** The book that was kept; "old" where it went because the server said nothing for too long, null on a phone that
   * has none or keeps rows in the shapes of another version. `now` is the page's clock. */
  open(now: number): Promise<Kept | 'old' | null>
  keep(pulled: Pulled): Promise<void>
  /** Takes along every record of this feed that is not here yet, and those that grew old. */
  take(feed: Id): Promise<void>
  record(client: Id): Promise<ClientRecord | null>
  /** On the disk, and past its caches, once it answers. */
  keepAct(owner: Id, act: Pending): Promise<void>
  dropActs(ids: Id[]): Promise<void>
  /** The acts this person has not finished, in their order. */
  actsOf(owner: Id): Promise<Pending[]>
  /** Nothing is kept of a draft without words that the house knows to be without. */
  keepDraft(owner: Id, draft: Draft): Promise<void>
  draftsOf(owner: Id): Promise<Draft[]>
  /** Forgets the book, and with `acts` everything, the key too. */
  wipe(acts: boolean): Promise<void>
}

export interface Asked {
  n: number
  what: keyof Keeper
  given: unknown[]
}
export interface Answered {
  n: number
  result?: unknown
  trouble?: string
}
/** How far the records are: told while they come in. */
export interface Progress {
  taken: number
}
