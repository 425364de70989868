// Reading a talk: its newest messages when it is opened, older ones on the way up, and how far it was read.
import { ask, Problem, Unreachable } from '../api'
import type { Id, Message, ThreadLine } from '../types'
import { read } from './mutations'
import { recordOf } from './replica'
import { reach, setTalk, talks, threads } from './store'

interface Answer {
  thread: ThreadLine
  messages: Message[]
  next: number | null
}
const pageSize = 50

// Rows a pull brought while the answer travelled are newer than the answer.
function merged(
  before: ReadonlyMap<Id, Message> | undefined,
  answer: readonly Message[],
  id: Id,
): ReadonlyMap<Id, Message> {
  const current = talks.value.get(id)?.rows ?? new Map<Id, Message>()
  const rows = new Map(current)
  for (const message of answer) {
    const pulled = current.get(message.id)
    if (!pulled || pulled === before?.get(message.id)) rows.set(message.id, message)
  }
  return rows
}

export async function openTalk(id: Id): Promise<void> {
  const known = talks.value.get(id)
  // One that is hidden stays so until the house shows it: else each refusal would ask again.
  setTalk(id, { state: known?.state === 'ready' || known?.state === 'hidden' ? known.state : 'loading' })
  if (known?.state !== 'ready') void showKept(id)
  const before = talks.value.get(id)?.rows
  try {
    const answer = await ask<Answer>(`/api/threads/${id}/messages?limit=${pageSize}`)
    const next = known?.state === 'ready' && !known.kept ? known.next : answer.next
    setTalk(id, { line: answer.thread, rows: merged(before, answer.messages, id), next, state: 'ready', kept: false })
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return setTalk(id, { line: null, rows: new Map(), next: null, state: 'hidden' })
    if (error instanceof Unreachable) reach.value = 'cut' // the next pull that comes through has it read again
    if (known?.state === 'ready') return
    const shown = talks.value.get(id)?.state === 'ready' || (await showKept(id))
    setTalk(id, shown ? { kept: true } : { state: 'failed' })
  }
}

/** The talk as this phone has it, at once and without a line, unless the server was quicker. */
async function showKept(id: Id): Promise<boolean> {
  const client = threads.value.get(id)?.client_id
  const talk = client ? (await recordOf(client))?.talk : null
  if (!talk) return false
  if (talks.value.get(id)?.state === 'ready') return true
  setTalk(id, { line: talk.thread, rows: merged(undefined, talk.messages, id), next: talk.next, state: 'ready' })
  return true
}

let readingOlder = false
export async function readOlder(id: Id): Promise<void> {
  const talk = talks.value.get(id)
  if (!talk?.next || readingOlder) return
  readingOlder = true
  try {
    const answer = await ask<Answer>(`/api/threads/${id}/messages?before=${talk.next}&limit=${pageSize}`)
    setTalk(id, { rows: merged(talk.rows, answer.messages, id), next: answer.next })
  } catch {
    // The next scroll asks again.
  } finally {
    readingOlder = false
  }
}

const readTo = new Map<Id, number>()

/** Marks the talk as read up to its newest message, once per message. */
export function markRead(id: Id, rows: ReadonlyMap<Id, Message>): void {
  const last = Math.max(0, ...[...rows.values()].map((message) => message.seq))
  if (last === 0 || (readTo.get(id) ?? 0) >= last) return
  readTo.set(id, last)
  void read(id, last)
}

export const forgetReading = (): void => readTo.clear()
