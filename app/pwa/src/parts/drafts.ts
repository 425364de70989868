// Words not sent yet, per talk: leaving a talk and coming back finds them again, and so does the next start of the
// phone. Once there is a line, another device of their writer is offered them.
import { signal } from '@preact/signals'
import { ask, Problem } from '../api'
import { draftsOf, keepDraft } from '../sync/replica'
import type { Id } from '../types'

export const drafts = new Map<Id, string>()

/** Words that a screen beside the field puts into it: a template that was chosen, a draft that was taken over. */
export const putIn = signal<{ thread: Id; text: string; instead: boolean } | null>(null)
/** Whose words came back from the disk; a field that is open already looks again. */
export const restored = signal<Id | null>(null)

/** Files that another app shared, on their way to the composer of this talk. */
export const filesIn = signal<{ thread: Id; files: readonly File[] } | null>(null)

const rest = 1_500 // of the fingers, before the house is told
const soon = 200 // before the words lie on the disk
const pauses = [3, 6, 15, 30]
const untold = new Map<Id, number>() // talk → which of the changes the house does not know
const writing = new Map<Id, ReturnType<typeof setTimeout>>()
let changes = 0
let owner: Id | null = null
let device: Id | null = null // null until the house has said whose phone it is: nobody writes under another name
let failures = 0
let speaking = false // one round at a time: the house hears the words of a talk in their order
const gone = new Set<Id>() // talks that are not this person's any more
let telling: ReturnType<typeof setTimeout> | undefined

const wordsOf = (thread: Id): string => drafts.get(thread) ?? ''

function putDown(thread: Id): void {
  clearTimeout(writing.get(thread))
  writing.delete(thread)
  if (owner) void keepDraft(owner, { thread, text: wordsOf(thread), told: !untold.has(thread) })
}

/** What stands in the field of this talk now. */
export function noteDraft(thread: Id, text: string): void {
  if (text) drafts.set(thread, text)
  else drafts.delete(thread)
  gone.delete(thread)
  untold.set(thread, (changes += 1))
  clearTimeout(writing.get(thread))
  if (text) writing.set(thread, setTimeout(putDown, soon, thread))
  else putDown(thread) // at once: what was sent must not come back after the page was killed
  failures = 0
  tellIn(rest)
}

function tellIn(milliseconds: number): void {
  clearTimeout(telling)
  if (device) telling = setTimeout(() => void tellAll(), milliseconds)
}

/** A talk that is somebody else's now leaves no words of ours here. The house is not told: it knows. */
export function dropDraft(thread: Id): void {
  gone.add(thread)
  drafts.delete(thread)
  untold.delete(thread)
  putDown(thread)
}

async function tellAll(): Promise<void> {
  if (speaking) return
  speaking = true
  const next = await tellEach().finally(() => (speaking = false))
  if (next !== null && untold.size) tellIn(next)
}

/** Answers in how many milliseconds what is left is told; null: not by this person. */
async function tellEach(): Promise<number | null> {
  for (const [thread, change] of [...untold]) {
    if (untold.get(thread) !== change) continue // newer words go with the next round; forgotten ones never
    try {
      await ask(`/api/threads/${thread}/draft`, { method: 'PUT', json: { text: wordsOf(thread), device } })
    } catch (error) {
      if (!(error instanceof Problem)) return pauses[Math.min(failures++, pauses.length - 1)]! * 1000
      if (error.status === 401) return null
      if ((error.status === 403 || error.status === 404) && untold.has(thread)) dropDraft(thread)
    }
    if (untold.get(thread) !== change) continue
    untold.delete(thread)
    putDown(thread)
  }
  return rest
}

/** What this person began on this phone before its page was closed, or killed. */
export async function restoreDrafts(person: Id): Promise<void> {
  owner = person
  const found = await draftsOf(person)
  if (owner !== person) return
  for (const { thread, text, told } of found) {
    if (gone.has(thread)) {
      dropDraft(thread)
      continue
    }
    if (untold.has(thread)) continue
    if (text) drafts.set(thread, text)
    if (!told) untold.set(thread, (changes += 1))
  }
  restored.value = person
  if (untold.size) tellIn(rest)
}

/** From here on the house is told: it knows this person. */
export function letDraftsOut(as: Id): void {
  device = as
  if (untold.size) tellIn(rest)
}

export function forgetDrafts(): void {
  for (const timer of [...writing.values(), telling]) clearTimeout(timer)
  writing.clear()
  untold.clear()
  drafts.clear()
  gone.clear()
  owner = device = putIn.value = filesIn.value = restored.value = null
}
