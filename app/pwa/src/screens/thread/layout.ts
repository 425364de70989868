// Arranging bubbles: which begin a day, and which belong together.
import { sameDay } from '../../clock'
import type { Bubble } from '../../types'

export interface Placed {
  bubble: Bubble
  newDay: boolean
  first: boolean
  last: boolean
}

const together = 5 * 60_000

const side = (bubble: Bubble): string =>
  bubble.direction === 'in' ? 'in' : `out ${bubble.automatic ? 'automatic' : (bubble.author?.id ?? 'me')}`

function joined(a: Bubble | undefined, b: Bubble | undefined, me: string): boolean {
  if (!a || !b || !sameDay(a.at, b.at)) return false
  const sideOf = (bubble: Bubble): string => side(bubble).replace(me, 'me')
  return sideOf(a) === sideOf(b) && Math.abs(Date.parse(b.at) - Date.parse(a.at)) < together
}

export function arrange(bubbles: readonly Bubble[], me: string): Placed[] {
  return bubbles.map((bubble, index) => {
    const before = bubbles[index - 1]
    return {
      bubble,
      newDay: !before || !sameDay(before.at, bubble.at),
      first: !joined(before, bubble, me),
      last: !joined(bubble, bubbles[index + 1], me),
    }
  })
}
