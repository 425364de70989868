// Fills the store: the first load, then pulls of what changed. No screen and no document in here, so that it can move to a Worker.
import { batch } from '@preact/signals'
import { ask, Problem, Unreachable } from '../api'
import type { ClientLine, Day, FeedHead, Id, Me, Notice, PullAnswer, ThreadLine } from '../types'
import { answered, confirm } from './outbox'
import { applyRows, clients, day, freshAt, loaded, notices, reach, talks, threads, type Rows } from './store'

interface Links {
  signedOut: () => void
  refetch: () => Promise<void>
  whoChanged: () => void
}
let links: Links | null = null
export const linkFeed = (to: Links): void => {
  links = to
}

const heads = new Map<Id, FeedHead>()
let role: Me['person']['role'] = 'manager'
let running: Promise<void> | null = null
let again = false

const works = (): boolean => role === 'manager' || role === 'supervisor'

async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) return null
    throw error
  }
}

/** The first load. The heads come with `me`, read before the rows: a change in between is pulled twice, never missed. */
export async function fill(me: Me): Promise<void> {
  role = me.person.role
  const told = orNothing(ask<{ notices: Notice[] }>('/api/notices'))
  const rows = works()
    ? await Promise.all([
        orNothing(ask<{ clients: ClientLine[] }>('/api/book')),
        orNothing(ask<{ threads: ThreadLine[] }>('/api/inbox')),
        orNothing(ask<Day>('/api/day')),
      ])
    : null
  const news = await told
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
}

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
  applyRows({ puts, dels: rows.filter((one) => !('row' in one)) })
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
      if (!take(answer, told, done)) return void (await links?.refetch())
      more = Object.values(answer.feeds).some((feed) => feed.more)
    }
  } finally {
    // Also when the line breaks between two pages: the cursors have moved on.
    batch(() => {
      apply(told)
      confirm([...done], new Set())
    })
  }
  if (role === 'supervisor') await readInbox()
  confirm([], before)
  freshAt.value = Date.now()
  if (reach.value === 'cut') reach.value = 'polling'
}

async function pullOnce(): Promise<void> {
  try {
    await pullAll()
  } catch (error) {
    if (error instanceof Unreachable) reach.value = 'cut'
    else if (error instanceof Problem && error.status === 401) links?.signedOut()
    else if (error instanceof Problem && error.body.code === 'must_refetch') await links?.refetch()
    else if (!(error instanceof Problem)) throw error
  }
}

/** Brings what changed. Calls that come while one runs are answered by one more run after it. */
export function pull(): Promise<void> {
  if (!loaded.value) return Promise.resolve()
  if (running) {
    again = true
    return running
  }
  running = (async () => {
    do {
      again = false
      await pullOnce()
    } while (again)
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
