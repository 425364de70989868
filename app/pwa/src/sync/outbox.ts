// Everything a person did that the server has not confirmed: sent in order, repeated with the same id until answered.
import { signal } from '@preact/signals'
import { ask, endingOf, type Ending, Problem, storeFile, Unreachable } from '../api'
import { uuid7 } from '../ids'
import type { Enclosed, Id, Instant, Pending, ProblemBody, PushResult } from '../types'
import { doubts, waited } from './doubts'
import { dropActs, keepAct } from './replica'

export const pending = signal<readonly Pending[]>([])

interface Links {
  device: string
  owner: () => Id | null
  pull: () => Promise<boolean>
  signedOut: (how: Ending) => void
  refused: (item: Pending) => void
}
let links: Links | null = null
export const linkOutbox = (to: Links): void => {
  links = to
}

const waiters = new Map<Id, (result: PushResult) => void>()
const said = new Set<Id>() // by this page, and taken by the house
const batchSize = 50
const pauses = [1, 2, 4, 6]

let running = false
let known = false // has the server told this page whose phone it is? Nobody's acts go out under another name
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined

function change(id: Id, to: Partial<Pending>): void {
  pending.value = pending.value.map((item) => (item.id === id ? { ...item, ...to } : item))
}

/** The same, and on the disk too. That an act is being sent is not worth the writing: it would be sent again. */
function changeKept(id: Id, to: Partial<Pending>): void {
  change(id, to)
  void putDown(id)
}

async function putDown(id: Id): Promise<void> {
  const owner = links?.owner()
  const item = pending.value.find((one) => one.id === id)
  if (!owner || !item) return
  if (!(await keepAct(owner, item)) || item.kept) return
  // Answered and shown meanwhile? Then it is not to come back.
  if (pending.value.some((one) => one.id === id)) change(id, { kept: true })
  else void dropActs([id])
}

/** Acts that an earlier page did not finish: first in the queue, as they were made first. What that page was sending,
 * it sends no more. */
export function restoreActs(acts: readonly Pending[]): void {
  const known = new Set(pending.value.map((item) => item.id))
  const before = acts.filter((item) => !known.has(item.id))
  const anew = (item: Pending): Pending => ({ ...item, state: item.state === 'sending' ? 'here' : item.state, kept: true })
  if (before.length) pending.value = [...before.map(anew), ...pending.value]
  void flush() // a disk that came late brings them when others are out already
}

/** From here on acts go out: the server knows this person. */
export function letOut(): void {
  known = true
  void flush()
}

export function drop(ids: ReadonlySet<Id>): void {
  if (!pending.value.some((item) => ids.has(item.id))) return
  pending.value = pending.value.filter((item) => !ids.has(item.id))
  void dropActs([...ids])
}

/** Puts an act in the queue. The promise ends with the server's word, however long that takes. */
export function enqueue(
  kind: string,
  body: Record<string, unknown>,
  at: Instant,
  files: readonly Enclosed[] = [],
  seen?: number,
): Promise<PushResult> {
  const id = typeof body.id === 'string' ? body.id : uuid7()
  pending.value = [...pending.value, { id, kind, body, at, files, seen, state: 'here' }]
  const answered = new Promise<PushResult>((resolve) => waiters.set(id, resolve))
  void putDown(id)
  void flush()
  return answered
}

/** Another try for an act that was refused, or that asks whether it still is wanted: the same id, judged afresh. */
export function tryAgain(id: Id): void {
  changeKept(id, { state: 'here', problem: undefined, why: undefined, sure: true })
  void flush()
}

export function settle(result: PushResult): void {
  const item = pending.value.find((one) => one.id === result.id)
  const waiter = waiters.get(result.id)
  waiters.delete(result.id)
  if (result.outcome === 'applied') said.add(result.id)
  if (item && result.outcome === 'applied') {
    change(item.id, { state: 'applied', result: result.result })
    ownWords(item)
  }
  if (item && result.outcome !== 'applied') {
    changeKept(item.id, { state: 'refused', problem: result.problem })
    links?.refused({ ...item, problem: result.problem })
  }
  waiter?.(result)
}

/** Replies of the same talk that still wait learn that this one was of the same hand, also after the page is gone. */
function ownWords({ id, kind, body }: Pending): void {
  if (kind !== 'conversations.reply') return
  for (const other of pending.value) {
    if (other.kind !== kind || other.state === 'applied' || other.body.thread_id !== body.thread_id) continue
    changeKept(other.id, { own: [...(other.own ?? []), id] })
  }
}

/** After a pull: acts the server has shown, and those it had answered before that pull began, are in the rows now. */
export function confirm(shown: readonly Id[], answeredBefore: ReadonlySet<Id>): void {
  drop(new Set([...shown, ...answeredBefore]))
}

export const answered = (): ReadonlySet<Id> =>
  new Set(pending.value.filter((item) => item.state === 'applied').map((item) => item.id))

async function storeFiles(item: Pending): Promise<void> {
  for (const file of item.files) {
    if (file.stored) continue
    await storeFile(file.id, file.blob, file.name)
    const files = pending.value.find((one) => one.id === item.id)?.files ?? []
    changeKept(item.id, { files: files.map((one) => (one.id === file.id ? { ...one, stored: true } : one)) })
  }
}

// A file the server will not take parks only its own message.
async function withFilesStored(items: readonly Pending[]): Promise<Pending[]> {
  const ready: Pending[] = []
  for (const item of items) {
    try {
      await storeFiles(item)
      ready.push(item)
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 401) throw error
      settle({ id: item.id, outcome: 'rejected', problem: error.body })
    }
  }
  return ready
}

async function sendBatch(items: readonly Pending[]): Promise<boolean> {
  const ready = await withFilesStored(items)
  if (ready.length === 0) return true
  for (const item of ready) change(item.id, { state: 'sending' })
  const mutations = ready.map(({ id, kind, body }) => ({ id, kind, body }))
  const answer = await ask<{ results: PushResult[] }>('/sync/push', {
    method: 'POST',
    json: { device: links!.device, mutations },
  })
  for (const result of answer.results) settle(result)
  return answer.results.length === ready.length
}

function putBack(): void {
  for (const item of pending.value) if (item.state === 'sending') change(item.id, { state: 'here' })
}

function refuseSending(problem: ProblemBody): void {
  for (const item of pending.value) if (item.state === 'sending') settle({ id: item.id, outcome: 'rejected', problem })
}

function later(): void {
  const pause = pauses[Math.min(failures, pauses.length - 1)]! * (0.75 + Math.random() / 2) // not all phones at once
  failures += 1
  clearTimeout(retry)
  retry = setTimeout(() => void flush(), pause * 1000)
}

/** What goes next, in order. A reply that asks holds those after it in the same talk. */
function nextBatch(): Pending[] {
  const held = new Set(pending.value.filter((item) => item.state === 'asks').map((item) => item.body.thread_id))
  const free = (item: Pending): boolean => item.kind !== 'conversations.reply' || !held.has(item.body.thread_id)
  return pending.value.filter((item) => item.state === 'here' && free(item)).slice(0, batchSize)
}

/** Replies that waited are looked at with what was said meanwhile: that is asked of the server first. */
async function questioned(items: Pending[]): Promise<Pending[]> {
  if (!items.some(waited)) return items
  if (!(await links!.pull())) throw new Unreachable('pull')
  const left = nextBatch()
  const found = await doubts(left, said)
  for (const [id, why] of found) changeKept(id, { state: 'asks', why })
  return found.length ? questioned(nextBatch()) : left
}

export const flush = (): Promise<void> =>
  navigator.locks ? navigator.locks.request('okno-outbox', sendAll) : sendAll()

async function sendAll(): Promise<void> {
  if (running || !links || !known) return
  running = true
  clearTimeout(retry)
  try {
    for (;;) {
      const items = await questioned(nextBatch())
      if (items.length === 0) break
      const whole = await sendBatch(items)
      void links.pull()
      if (!whole) throw new Unreachable('the batch stopped')
      failures = 0
    }
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) refuseSending(error.body)
    putBack()
    if (error instanceof Problem && error.status === 401) links?.signedOut(endingOf(error))
    else if (error instanceof Unreachable) later()
    else if (!(error instanceof Problem)) throw error
  } finally {
    running = false
  }
}

export function emptyOutbox(): void {
  clearTimeout(retry)
  failures = 0
  known = false
  waiters.clear()
  said.clear()
  pending.value = []
}
