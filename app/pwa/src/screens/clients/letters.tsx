// The rail of letters at the edge: a thumb slides along it. The search field is its twin for everybody else.
import { useRef } from 'preact/hooks'
import type { Row } from '../../parts/windowed'

interface LettersProps {
  rows: readonly (Row & ({ letter: string } | object))[]
  onJump: (index: number) => void
}

export function Letters({ rows, onJump }: LettersProps) {
  const rail = useRef<HTMLDivElement>(null)
  const letters = rows.flatMap((row, index) => ('letter' in row ? [{ letter: row.letter, index }] : []))
  if (letters.length < 8) return null
  const slide = (event: PointerEvent): void => {
    if (!event.buttons) return
    const box = rail.current!.getBoundingClientRect()
    const place = Math.floor(((event.clientY - box.top) / box.height) * letters.length)
    const letter = letters[Math.max(0, Math.min(letters.length - 1, place))]
    if (letter) onJump(letter.index)
  }
  const hold = (event: PointerEvent): void => {
    rail.current?.setPointerCapture(event.pointerId)
    slide(event)
  }
  return (
    <div class="letters" ref={rail} aria-hidden="true" onPointerDown={hold} onPointerMove={slide}>
      {letters.map(({ letter }) => (
        <span key={letter}>{letter}</span>
      ))}
    </div>
  )
}
