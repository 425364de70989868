// Clients whose card is being changed in an open sheet: it says itself what the server refused.
import type { Id } from '../types'

export const attended = new Set<Id>()
