// Words not sent yet, per talk: leaving a talk and coming back finds them again; so does another device of theirs.
import { signal } from '@preact/signals'
import { ask } from '../api'
import type { Id } from '../types'

export const drafts = new Map<Id, string>()

/** Words that a screen beside the field puts into it: a template that was chosen, a draft that was taken over. */
export const putIn = signal<{ thread: Id; text: string; instead: boolean } | null>(null)

/** Files that another app shared, on their way to the composer of this talk. */
export const filesIn = signal<{ thread: Id; files: readonly File[] } | null>(null)

const pause = 1_500
const waiting = new Map<Id, ReturnType<typeof setTimeout>>()

/** Tells the house what is being written, once the fingers rest. Without a line it stays on this phone. */
export function tellDraft(thread: Id, text: string, device: Id): void {
  clearTimeout(waiting.get(thread))
  waiting.set(
    thread,
    setTimeout(() => {
      waiting.delete(thread)
      void ask(`/api/threads/${thread}/draft`, { method: 'PUT', json: { text, device } }).catch(() => {})
    }, pause),
  )
}

export function forgetDrafts(): void {
  for (const timer of waiting.values()) clearTimeout(timer)
  waiting.clear()
  drafts.clear()
  putIn.value = filesIn.value = null
}
