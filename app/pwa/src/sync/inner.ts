// What stands in a talk for the house alone: read when the talk is opened, and kept true by the feed.
import { effect, signal } from '@preact/signals'
import { ask } from '../api'
import type { Id, Inner, Trade } from '../types'
import { goneListeners, listeners, loaded, talks, withRow } from './store'

/** By talk, of those that were opened. */
export const inner = signal<ReadonlyMap<Id, ReadonlyMap<Id, Inner>>>(new Map())

/** Of which trades the house has somebody to ask. */
export const trades = signal<readonly Trade[]>([])

// Nothing of a client stays behind whoever signs out.
loaded.subscribe((here) => {
  if (!here) inner.value = new Map()
})

listeners.set('inner', (rows) => {
  for (const row of rows.values() as Iterable<Inner>) {
    const known = inner.value.get(row.thread_id)
    if (known) inner.value = withRow(inner.value, row.thread_id, withRow(known, row.id, row))
  }
})

goneListeners.set('inner', (ids) => {
  for (const [thread, notes] of inner.value)
    if ([...notes.keys()].some((id) => ids.has(id)))
      inner.value = withRow(inner.value, thread, new Map([...notes].filter(([id]) => !ids.has(id))))
})

// They go with the talk that they stand in.
effect(() => {
  const open = talks.value
  const left = [...inner.peek()].filter(([thread]) => open.has(thread))
  if (left.length < inner.peek().size) inner.value = new Map(left)
})

export async function readInner(thread: Id): Promise<void> {
  try {
    const { notes, trades: here } = await ask<{ notes: Inner[]; trades: Trade[] }>(`/api/threads/${thread}/inner`)
    trades.value = here
    inner.value = withRow(inner.value, thread, new Map(notes.map((note) => [note.id, note])))
  } catch {
    // Without a line the talk stands without them; a talk that is closed to this person has none.
  }
}
