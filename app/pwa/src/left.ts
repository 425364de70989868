// A sign-out that the house could not hear: the phone is empty already, and the first word of its next line is this.
import { signal } from '@preact/signals'
import { placeOfLeft as place } from './ahead'
import { ask, Problem } from './api'
import type { Id } from './types'

/** Signed out here, while the house does not know it yet. */
export const unheard = signal(false)

/** The session that is over on this phone and that its cookie could still open. Its token no page can read or drop:
 * until the house has ended it, nothing is asked by it but that. */
export const leftSession = (): Id | null => localStorage.getItem(place)
export const noteLeft = (session: Id): void => localStorage.setItem(place, session)

export function heardLeft(): void {
  localStorage.removeItem(place)
  unheard.value = false
}

/** Ends that very session, and no other that this browser may have by now. False where the house did not hear. */
export async function tellLeft(session: Id): Promise<boolean> {
  try {
    await ask(`/api/sessions/${session}`, { method: 'DELETE' })
  } catch (error) {
    // Over already, or this browser is somebody else's: then the house ended it when they signed in.
    if (!(error instanceof Problem) || (error.status !== 401 && error.status !== 404)) return false
  }
  return true
}

/** Another page of this browser signed out: this one is over too, though the house cannot say so yet. */
export function watchLeft(over: () => void): void {
  addEventListener('storage', ({ key, newValue }) => {
    if (key === place && newValue) over()
  })
}
