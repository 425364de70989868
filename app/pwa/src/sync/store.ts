// What the phone knows, kept in memory. A replica on disk can stand behind the same signals later.
import { batch, signal } from '@preact/signals'
import { now, sameDay } from '../clock'
import { dropDraft } from '../parts/drafts'
import type { Capsule, Card, ClientLine, Day, Id, Message, Notice, Task, ThreadLine, TimelineItem } from '../types'

export interface Talk {
  line: ThreadLine | null // as it was when the talk was read; the list's own line is newer, where there is one
  rows: ReadonlyMap<Id, Message>
  next: number | null // the seq to ask older messages before
  state: 'loading' | 'ready' | 'failed' | 'hidden' // hidden: not this person's to read, any more or yet
  kept?: boolean // from this phone's disk, where it may be older than the lists: read anew once there is a line
}

export interface CardEntry {
  card: Card | null
  timeline: readonly TimelineItem[]
  next: string | null
  of: string | null // which part of the years the timeline is; null: none read yet
  state: 'loading' | 'ready' | 'failed' | 'hidden'
  stale: boolean // the feed said that something of this client changed
  kept?: boolean // from this phone's disk, as a talk can be
}

export interface KeptCapsule {
  state: string
  capsule: Capsule
}

export interface Aside {
  at: number
  value: unknown
}

export const clients = signal<ReadonlyMap<Id, ClientLine>>(new Map())
export const threads = signal<ReadonlyMap<Id, ThreadLine>>(new Map())
export const talks = signal<ReadonlyMap<Id, Talk>>(new Map())
export const cards = signal<ReadonlyMap<Id, CardEntry>>(new Map())
export const notices = signal<ReadonlyMap<Id, Notice>>(new Map())
export const day = signal<Day | null>(null)
/** Of colleagues' clients, with what each was drawn over. */
export const capsules = signal<ReadonlyMap<Id, KeptCapsule>>(new Map())
/** What screens beside the book read last, by their names: shown, with its age, where there is no line. */
export const asides = signal<ReadonlyMap<string, Aside>>(new Map())
/** The talk a client wrote in last, while this phone was looking. */
export const heard = signal<ThreadLine | null>(null)
export const loaded = signal(false)
export const freshAt = signal<number | null>(null)
export const reach = signal<'live' | 'polling' | 'cut'>('polling')

export function withRow<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value)
}

export function setTalk(id: Id, change: Partial<Talk>): void {
  const known = talks.value.get(id) ?? { line: null, rows: new Map(), next: null, state: 'loading' as const }
  talks.value = withRow(talks.value, id, { ...known, ...change })
}

export function setCard(id: Id, change: Partial<CardEntry>): void {
  const blank: CardEntry = { card: null, timeline: [], next: null, of: null, state: 'loading', stale: false }
  cards.value = withRow(cards.value, id, { ...(cards.value.get(id) ?? blank), ...change })
}

/** Rows of kinds that only a screen loaded later reads: it asks to be told. */
export const listeners = new Map<string, (rows: ReadonlyMap<Id, unknown>) => void>()
export const goneListeners = new Map<string, (ids: ReadonlySet<Id>) => void>()

/** One change of the store: everything in it is seen at once, or not yet. */
export interface Rows {
  puts: { kind: string; id: Id; row: unknown }[]
  dels: { kind: string; id: Id }[]
}

// All removals go first: a thread that moves from the lobby to a book is gone in one feed and put in the other.
export function applyRows({ puts, dels }: Rows): void {
  const book = new Map(clients.value)
  const lines = new Map(threads.value)
  const told = new Map(notices.value)
  const messages: Message[] = []
  const touched = new Set<Id>()
  let last: ThreadLine | null = null
  for (const { kind, id } of dels) {
    if (kind === 'client') book.delete(id)
    if (kind === 'thread') lines.delete(id)
    if (kind === 'notice') told.delete(id)
    if (kind === 'task' && day.value) day.value = { ...day.value, items: day.value.items.filter((item) => item.id !== id) }
  }
  for (const { kind, id, row } of puts) {
    if (kind === 'client') (book.set(id, row as ClientLine), touched.add(id))
    if (kind === 'thread') {
      const line = row as ThreadLine
      if (spoke(line, threads.value.get(id))) last = line
      lines.set(id, line)
      if (line.client_id) touched.add(line.client_id)
    }
    if (kind === 'message') messages.push(row as Message)
    if (kind === 'notice') told.set(id, row as Notice)
    if (kind === 'task') putTask(row as Task)
  }
  const kinds = new Map<string, Map<Id, unknown>>()
  for (const { kind, id, row } of puts)
    if (listeners.has(kind)) kinds.set(kind, (kinds.get(kind) ?? new Map<Id, unknown>()).set(id, row))
  const before = threads.value
  batch(() => {
    for (const [kind, rows] of kinds) listeners.get(kind)!(rows)
    for (const [kind, drop] of goneListeners) drop(new Set(dels.filter((row) => row.kind === kind).map((row) => row.id)))
    clients.value = book
    threads.value = lines
    notices.value = told
    putMessages(messages)
    for (const id of touched) if (cards.value.has(id)) setCard(id, { stale: true })
    dropGone(dels, book, lines, before)
    if (last && loaded.value) heard.value = last
  })
}

// A client who is somebody else's now, or for whom nobody here stands in any more, leaves no card, no talk and no next
// step on this phone.
function dropGone(
  dels: Rows['dels'],
  book: ReadonlyMap<Id, ClientLine>,
  lines: ReadonlyMap<Id, ThreadLine>,
  before: ReadonlyMap<Id, ThreadLine>,
): void {
  const left = (kind: string, rest: ReadonlyMap<Id, unknown>): Set<Id> =>
    new Set(dels.filter((row) => row.kind === kind && !rest.has(row.id)).map((row) => row.id))
  const people = left('client', book)
  const gone = left('thread', lines)
  for (const id of gone) {
    dropDraft(id)
    const client = before.get(id)?.client_id ?? talks.value.get(id)?.line?.client_id
    if (client && !book.has(client)) people.add(client)
  }
  if (gone.size) talks.value = new Map([...talks.value].filter(([id]) => !gone.has(id)))
  if (!people.size) return
  for (const id of people) if (cards.value.has(id)) setCard(id, { card: null, timeline: [], next: null, state: 'hidden' })
  const items = day.value?.items.filter((item) => !item.client_id || !people.has(item.client_id))
  if (day.value && items) day.value = { ...day.value, items }
}

const JUST_NOW = 120_000

/** The client has just written: a newer line than the one known, theirs, and waiting. Old talks come too: with a book. */
const spoke = (line: ThreadLine, known: ThreadLine | undefined): boolean =>
  line.last_direction === 'in' &&
  !!line.waiting_since &&
  (known?.last_at ?? '') < (line.last_at ?? '') &&
  now.value - Date.parse(line.last_at ?? '') < JUST_NOW

/** A task of the day appears, changes or is done; those of later days are read with their day. */
function putTask({ done_at, outcome: _, ...task }: Task): void {
  if (!day.value) return
  const others = day.value.items.filter((item) => item.id !== task.id)
  const due = !done_at && task.at !== null && (Date.parse(task.at) < now.value || sameDay(task.at, now.value))
  const items = due ? [...others, { ...task, task: true }] : others
  day.value = { ...day.value, items: items.sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1)) }
}

/** Rows of talks nobody has opened are left out: they are read when the talk is opened. */
export function putMessages(messages: readonly Message[]): void {
  if (messages.length === 0) return
  const next = new Map(talks.value)
  for (const message of messages) {
    const talk = next.get(message.thread_id)
    if (talk) next.set(message.thread_id, { ...talk, rows: withRow(talk.rows, message.id, message) })
  }
  talks.value = next
}

export function forget(): void {
  batch(() => {
    clients.value = new Map()
    threads.value = new Map()
    talks.value = new Map()
    cards.value = new Map()
    notices.value = new Map()
    day.value = null
    capsules.value = new Map()
    asides.value = new Map()
    heard.value = null
    loaded.value = false
    freshAt.value = null
    reach.value = 'polling'
  })
}
