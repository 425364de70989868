// Words not sent yet, per talk: leaving a talk and coming back finds them again.
import type { Id } from '../types'

export const drafts = new Map<Id, string>()
