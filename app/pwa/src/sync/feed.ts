// Fills the store: the first load, then pulls of what changed. No screen and no document in here, so that it can move to a Worker.
import { batch } from '@preact/signals'
import { ask, endingOf, type Ending, Problem, Unreachable } from '../api'
import { now } from '../clock'
import type { Kept } from '../replica/protocol'
import type { ClientLine, Day, FeedHead, Id, Me, Notice, PullAnswer, ThreadLine } from '../types'
import { answered, confirm } from './outbox'
import { keepPulled, takeAlong } from './replica'
import { applyRows, asides, capsules, clients, day, freshAt, loaded, notices, reach, talks, threads, type Rows } from './store'

interface Links {
  signedOut: (how: Ending) => void
  /** Reads the book anew; with `records`, nothing of the clients that lies on the disk is good any more either. */
  refetch: (records: boolean) => Promise<void>
  whoChanged: () => void
}
let links: Links | null = null
export const linkFeed = (to: Links): void => {
  links = to
}

const heads = new Map<Id, FeedHead>()
let mine: Me | null = null
let running: Promise<boolean> | null = null
let again = false

const roleIs = (...roles: Me['person']['role'][]): boolean => !!mine && roles.includes(mine.person.role)
const works = (): boolean => roleIs('manager', 'supervisor')

/** Who is signed in, as the server says it last. */
export function know(me: Me): void {
  mine = me
}

async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) return null
    throw error
  }
}

/** A phone without any rows shows the first that come, before the others are here. */
function showSoon<Found extends { clients: ClientLine[] } | null>(found: Found): Found {
  if (found && !loaded.value) clients.value = new Map(found.clients.map((line) => [line.id, line]))
  return found
}

type Maybe<Rows> = Rows | null
type Gathered = [
  news: Maybe<{ notices: Notice[] }>,
  rows: Maybe<[book: Maybe<{ clients: ClientLine[] }>, inbox: Maybe<{ threads: ThreadLine[] }>, day: Maybe<Day>]>,
]

/** Asks for the rows of the first load. The heads come with `me`, read before them: a change in between is pulled twice,
 * never missed. */
export function gather(me: Me): Promise<Gathered> {
  mine = me
  const rows = works()
    ? Promise.all([
        orNothing(ask<{ clients: ClientLine[] }>('/api/book')).then(showSoon),
        orNothing(ask<{ threads: ThreadLine[] }>('/api/inbox')),
        orNothing(ask<Day>('/api/day')),
      ])
    : null
  const gathered = Promise.all([orNothing(ask<{ notices: Notice[] }>('/api/notices')), rows])
  gathered.catch(() => {}) // told to whoever waits for it
  return gathered
}

/** The first load, by what was gathered for this `me`. */
export async function fill(me: Me, gathered: Promise<Gathered>): Promise<void> {
  const [news, rows] = await gathered
  mine = me
  heads.clear()
  for (const head of me.feeds) heads.set(head.id, head)
  batch(() => {
    if (rows) {
      clients.value = new Map((rows[0]?.clients ?? []).map((line) => [line.id, line]))
      threads.value = new Map((rows[1]?.threads ?? []).map((line) => [line.thread_id, line]))
      day.value = rows[2]
    }
    notices.value = new Map((news?.notices ?? []).map((notice) => [notice.id, notice]))
    // Opened talks are read again by the screen that shows them.
    talks.value = new Map()
    loaded.value = true
    freshAt.value = Date.now()
    if (reach.value === 'cut') reach.value = 'polling'
  })
  keep([], [])
}

/** The book as this phone had it last; what happened since is pulled. */
export function restore({ me, heads: known, book, freshAt: at }: Kept): void {
  mine = me
  heads.clear()
  for (const head of known) heads.set(head.id, head)
  batch(() => {
    clients.value = new Map(book.lines.map((line) => [line.id, line]))
    threads.value = new Map(book.threads.map((line) => [line.thread_id, line]))
    notices.value = new Map(book.notices.map((notice) => [notice.id, notice]))
    day.value = book.day
    capsules.value = new Map(book.capsules ?? [])
    asides.value = new Map(book.asides ?? [])
    loaded.value = true
    freshAt.value = at
  })
}

const keepEvery = 5 * 60_000 // also when nothing happens: how old the book is, is told
let keptAt = 0

/** Puts the book down as it is now, with its cursors. Only a manager's phone takes a book along. */
function keep(changed: readonly Id[], gone: readonly Id[]): void {
  const own = [...heads.values()].find((head) => head.kind === 'book')
  if (!mine || !own || !roleIs('manager')) return
  const book = {
    lines: [...clients.value.values()],
    threads: [...threads.value.values()],
    notices: [...notices.value.values()],
    day: day.value,
    capsules: [...capsules.value],
    asides: [...asides.value],
  }
  const kept = { me: mine, heads: [...heads.values()], book, freshAt: freshAt.value ?? Date.now() }
  void keepPulled({ ...kept, seq: own.seq, changed: [...changed], gone: [...gone] })
  void takeAlong(own.id)
  keptAt = now.value
}

/** Something of the book changed that no pull brought. */
export const keepBook = (): void => keep([], [])

export async function refreshDay(): Promise<void> {
  if (!works() || !loaded.value) return
  const found = await orNothing(ask<Day>('/api/day')).catch(() => null)
  if (found) day.value = found
}

// A supervisor is granted no book: the houses' waiting threads are read anew.
async function readInbox(): Promise<void> {
  const found = await orNothing(ask<{ threads: ThreadLine[] }>('/api/inbox'))
  if (found) threads.value = new Map(found.threads.map((line) => [line.thread_id, line]))
}

// What each feed said of a row last, over all pages of one pull. A client who was handed over is gone from one
// feed and put in another: applied page by page, a supervisor's phone could lose them.
type Told = Map<Id, Map<string, { kind: string; id: Id; row?: unknown }>>

function apply(told: Told): void {
  const rows = [...told.values()].flatMap((feed) => [...feed.values()])
  const puts = rows.filter((one) => 'row' in one) as Rows['puts']
  const dels = rows.filter((one) => !('row' in one))
  const changed = clientsIn(puts, dels)
  applyRows({ puts, dels })
  if (rows.length === 0 && now.value - keptAt < keepEvery && reach.value !== 'cut') return
  const gone = [...changed].filter((id) => !clients.value.has(id))
  keep(
    [...changed].filter((id) => clients.value.has(id)),
    gone,
  )
}

/** Whose records these rows make old: their line, their standing, their talk or a message of it. */
function clientsIn(puts: Rows['puts'], dels: Rows['dels']): Set<Id> {
  const found = new Set<Id>()
  for (const { kind, id } of [...puts, ...dels]) if (kind === 'client' || kind === 'invitation') found.add(id)
  for (const { kind, row } of puts) {
    const client = kind === 'thread' || kind === 'message' ? (row as { client_id: Id | null }).client_id : null
    if (client) found.add(client)
  }
  for (const { kind, id } of dels) {
    const client = kind === 'thread' ? threads.value.get(id)?.client_id : null
    if (client) found.add(client)
  }
  return found
}

function take(answer: PullAnswer, told: Told, done: Set<Id>): boolean {
  const strange =
    Object.keys(answer.feeds).some((id) => !heads.has(id)) || [...heads.keys()].some((id) => !(id in answer.feeds))
  if (strange) return false
  const feeds = Object.entries(answer.feeds)
  for (const [id, { puts, dels }] of feeds) {
    const rows = told.get(id) ?? new Map<string, { kind: string; id: Id; row?: unknown }>()
    for (const row of [...dels, ...puts]) rows.set(`${row.kind} ${row.id}`, row)
    told.set(id, rows)
  }
  for (const mutation of answer.mutations) done.add(mutation.id)
  for (const [id, feed] of feeds) heads.set(id, { id, kind: feed.kind, epoch: feed.epoch, seq: feed.seq })
  const whoAmI = feeds.some(([, feed]) => feed.puts.some((put) => put.kind === 'me'))
  if (whoAmI) links?.whoChanged()
  return true
}

async function pullAll(): Promise<void> {
  const before = answered()
  const told: Told = new Map()
  const done = new Set<Id>()
  try {
    for (let more = true; more;) {
      const feeds = Object.fromEntries([...heads.values()].map(({ id, epoch, seq }) => [id, { epoch, since: seq }]))
      const answer = await ask<PullAnswer>('/sync/pull', { method: 'POST', json: { schema: 1, feeds, limit: 500 } })
      if (!take(answer, told, done)) return void (await links?.refetch(false))
      more = Object.values(answer.feeds).some((feed) => feed.more)
    }
  } finally {
    // Also when the line breaks between two pages: the cursors have moved on.
    batch(() => {
      apply(told)
      confirm([...done], new Set())
    })
  }
  if (roleIs('supervisor')) await readInbox()
  confirm([], before)
  freshAt.value = Date.now()
  if (reach.value === 'cut') reach.value = 'polling'
}

async function pullOnce(): Promise<boolean> {
  try {
    await pullAll()
    return true
  } catch (error) {
    if (error instanceof Unreachable) reach.value = 'cut'
    else if (error instanceof Problem && error.status === 401) links?.signedOut(endingOf(error))
    else if (error instanceof Problem && error.body.code === 'must_refetch') await links?.refetch(true)
    else if (!(error instanceof Problem)) throw error
    return false
  }
}

/** Brings what changed; false if it could not. Calls that come while one runs are answered by one more run after it. */
export function pull(): Promise<boolean> {
  if (!loaded.value) return Promise.resolve(false)
  if (running) {
    again = true
    return running
  }
  running = (async () => {
    let whole: boolean
    do {
      again = false
      whole = await pullOnce()
    } while (again)
    return whole
  })().finally(() => {
    running = null
  })
  return running
}

/** True if a poke tells something new. */
export const isNews = (feed: Id, seq: number): boolean => {
  const head = heads.get(feed)
  return !head || seq > head.seq
}

export const emptyFeeds = (): void => heads.clear()
