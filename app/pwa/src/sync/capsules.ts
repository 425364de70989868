// Capsules of colleagues' clients: read when they are opened, and ahead for those whom this person stands in for, so that
// they are there without a line. They go with the standing-in.
import { effect } from '@preact/signals'
import { ask, Problem } from '../api'
import type { Capsule, Id, ThreadLine } from '../types'
import { keepBook } from './feed'
import { capsules, loaded, reach, talks, threads, withRow } from './store'

const most = 30 // a substitution lets into a whole book: those who spoke last are read ahead
const lately = 7 * 86_400_000
const rest = 1_500 // several come at once: they are put down together

/** What a capsule was drawn over: another promise or a newer word makes another one. */
const stateOf = (line: ThreadLine): string => [line.last_at, line.waiting_since, line.promise?.by_at, line.promise?.new_by_at].join(' ')

const asked = new Map<Id, string>()

export async function readCapsule(line: ThreadLine): Promise<void> {
  const client = line.client_id!
  try {
    const capsule = await ask<Capsule>(`/api/clients/${client}/capsule`)
    capsules.value = withRow(capsules.value, client, { state: stateOf(line), capsule })
  } catch (error) {
    asked.delete(client)
    if (error instanceof Problem && error.status === 404) forget(client)
  }
}

function forget(client: Id): void {
  const rest = new Map(capsules.value)
  if (rest.delete(client)) capsules.value = rest
}

function wanted(lines: Iterable<ThreadLine>): ThreadLine[] {
  const fresh = new Date(Date.now() - lately).toISOString()
  return [...lines]
    .filter((line) => line.stands_in && line.client_id && (line.waiting_since || (line.last_at ?? '') > fresh))
    .sort((a, b) => ((a.last_at ?? '') < (b.last_at ?? '') ? 1 : -1))
    .slice(0, most)
}

/** Has those ready whom this person stands in for; whose talk is gone from this phone, their capsule goes too. */
export function watchCapsules(): void {
  effect(() => {
    const lines = threads.value
    if (!loaded.value || reach.value === 'cut') return
    const seen = new Set([...lines.values(), ...[...talks.peek().values()].map((talk) => talk.line)].map((line) => line?.client_id))
    for (const client of capsules.peek().keys()) if (!seen.has(client)) forget(client)
    for (const line of wanted(lines.values())) {
      const client = line.client_id!
      const state = stateOf(line)
      if (asked.get(client) === state || capsules.peek().get(client)?.state === state) continue
      asked.set(client, state)
      void readCapsule(line)
    }
  })
  let writing: ReturnType<typeof setTimeout> | undefined
  effect(() => {
    clearTimeout(writing)
    if (capsules.value.size && loaded.peek()) writing = setTimeout(keepBook, rest)
  })
}
