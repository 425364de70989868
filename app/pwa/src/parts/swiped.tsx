// A row that a thumb pushes to the left; pushed far enough, it does what the button in it does. Whoever has no thumb on
// it has the button: under the pointer, and wherever Tab comes.
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon, type IconName } from './icon'

const begins = 10 // px: less is a tap
const enough = 96

interface SwipedProps {
  text: string
  label: string
  icon: IconName
  onAct: () => void
  children: ComponentChildren
}

export function Swiped({ text, label, icon, onAct, children }: SwipedProps) {
  const front = useRef<HTMLDivElement>(null)
  const from = useRef<{ x: number; by: number } | null>(null)
  const moved = useRef(false)
  const place = (by: number): void => {
    front.current!.style.transform = by ? `translateX(${by}px)` : ''
    front.current!.parentElement!.toggleAttribute('data-past', by <= -enough)
  }
  const down = (event: PointerEvent): void => {
    moved.current = false
    from.current = event.pointerType === 'touch' && event.isPrimary ? { x: event.clientX, by: 0 } : null
  }
  const move = (event: PointerEvent): void => {
    const { current } = from
    if (!current) return
    current.by = Math.min(0, event.clientX - current.x)
    if (!moved.current && current.by > -begins) return
    moved.current = true
    place(current.by)
  }
  const up = (event: PointerEvent): void => {
    const by = from.current?.by ?? 0
    from.current = null
    place(0)
    setTimeout(() => (moved.current = false)) // the click of this push is eaten, an Enter after it is not
    if (event.type === 'pointerup' && by <= -enough) onAct()
  }
  // A row pushed aside must not open as well.
  const click = (event: MouseEvent): void => {
    if (!moved.current) return
    event.preventDefault()
  }
  return (
    <div class="swiped">
      <span class="swiped-under" aria-hidden="true">
        <Icon name={icon} size={22} />
        {text}
      </span>
      <div
        ref={front}
        class="swiped-front"
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={up}
        onClickCapture={click}
      >
        {children}
        <button type="button" class="round swiped-button" aria-label={label} title={text} onClick={onAct}>
          <Icon name={icon} size={22} />
        </button>
      </div>
    </div>
  )
}
