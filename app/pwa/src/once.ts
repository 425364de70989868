// An act that is asked at once, not from a queue: pressed again after a lost answer it is still the same act.
import { uuid7 } from './ids'
import type { Id } from './types'

/** No answer came, or one that only says "later": the same may simply be asked again. */
export class Unreachable extends Error {}

const unanswered = new Map<string, Id>()

/** Acts under an id that stays that of this thing until an answer came, yes or no. */
export async function once<T>(thing: string, act: (id: Id) => Promise<T>): Promise<T> {
  const id = unanswered.get(thing) ?? uuid7()
  unanswered.set(thing, id)
  let lost = false
  try {
    return await act(id)
  } catch (error) {
    lost = error instanceof Unreachable
    throw error
  } finally {
    if (!lost) unanswered.delete(thing)
  }
}
