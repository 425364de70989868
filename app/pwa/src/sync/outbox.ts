// Everything a person did that the server has not confirmed: sent in order, repeated with the same id until answered.
import { signal } from '@preact/signals'
import { ask, Problem, storeFile, Unreachable } from '../api'
import { uuid7 } from '../ids'
import type { Id, Instant, ProblemBody, PushResult } from '../types'

export interface Enclosed {
  id: Id
  blob: Blob
  name: string
  kind: 'photo' | 'document'
  stored: boolean
}

export interface Pending {
  id: Id
  kind: string
  body: Record<string, unknown>
  at: Instant
  files: readonly Enclosed[]
  state: 'here' | 'sending' | 'applied' | 'refused'
  result?: unknown
  problem?: ProblemBody
}

export const pending = signal<readonly Pending[]>([])

interface Links {
  device: string
  pull: () => Promise<void>
  signedOut: () => void
  refused: (item: Pending) => void
}
let links: Links | null = null
export const linkOutbox = (to: Links): void => {
  links = to
}

const waiters = new Map<Id, (result: PushResult) => void>()
const batchSize = 50
const pauses = [1, 2, 4, 8, 15, 30]

let running = false
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined

function change(id: Id, to: Partial<Pending>): void {
  pending.value = pending.value.map((item) => (item.id === id ? { ...item, ...to } : item))
}

export function drop(ids: ReadonlySet<Id>): void {
  if (pending.value.some((item) => ids.has(item.id))) pending.value = pending.value.filter((item) => !ids.has(item.id))
}

/** Puts an act in the queue. The promise ends with the server's word, however long that takes. */
export function enqueue(
  kind: string,
  body: Record<string, unknown>,
  at: Instant,
  files: readonly Enclosed[] = [],
): Promise<PushResult> {
  const id = typeof body.id === 'string' ? body.id : uuid7()
  pending.value = [...pending.value, { id, kind, body, at, files, state: 'here' }]
  const answered = new Promise<PushResult>((resolve) => waiters.set(id, resolve))
  void flush()
  return answered
}

/** Another try for an act the server refused: the same id, judged afresh. */
export function tryAgain(id: Id): void {
  change(id, { state: 'here', problem: undefined })
  void flush()
}

export function settle(result: PushResult): void {
  const item = pending.value.find((one) => one.id === result.id)
  const waiter = waiters.get(result.id)
  waiters.delete(result.id)
  if (item && result.outcome === 'applied') change(item.id, { state: 'applied', result: result.result })
  if (item && result.outcome !== 'applied') {
    change(item.id, { state: 'refused', problem: result.problem })
    links?.refused({ ...item, problem: result.problem })
  }
  waiter?.(result)
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
    change(item.id, { files: files.map((one) => (one.id === file.id ? { ...one, stored: true } : one)) })
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
  const pause = pauses[Math.min(failures, pauses.length - 1)]!
  failures += 1
  clearTimeout(retry)
  retry = setTimeout(() => void flush(), pause * 1000)
}

export async function flush(): Promise<void> {
  if (running || !links) return
  running = true
  clearTimeout(retry)
  try {
    for (;;) {
      const items = pending.value.filter((item) => item.state === 'here').slice(0, batchSize)
      if (items.length === 0) break
      const whole = await sendBatch(items)
      void links.pull()
      if (!whole) throw new Unreachable('the batch stopped')
      failures = 0
    }
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) refuseSending(error.body)
    putBack()
    if (error instanceof Problem && error.status === 401) links?.signedOut()
    else if (error instanceof Unreachable) later()
    else if (!(error instanceof Problem)) throw error
  } finally {
    running = false
  }
}

export function emptyOutbox(): void {
  clearTimeout(retry)
  failures = 0
  waiters.clear()
  pending.value = []
}
