// One sentence at the bottom of the screen, with a way back for six seconds.
import { signal } from '@preact/signals'
import { t } from '../texts'

interface Toast {
  text: string
  undo?: () => void
}
const shown = signal<Toast | null>(null)
/** The sheets that lie over the page, the uppermost last: from under one a toast could be neither heard nor pressed. */
export const covers = signal<readonly object[]>([])
let timer: ReturnType<typeof setTimeout> | undefined
const stay = { undo: 6000, word: 3500 }

export function toast(text: string, undo?: () => void): void {
  clearTimeout(timer)
  shown.value = { text, undo }
  timer = setTimeout(
    () => {
      shown.value = null
    },
    undo ? stay.undo : stay.word,
  )
}

/** `on` = the sheet it lies on; without one it lies on the page. */
export function Toaster({ on }: { on?: object }) {
  const current = shown.value
  if (covers.value.at(-1) !== on) return null
  const undo = (): void => {
    clearTimeout(timer)
    shown.value = null
    current?.undo?.()
  }
  return (
    <div class="toaster" role="status">
      {current && (
        <div class="toast" key={current.text}>
          <span>{current.text}</span>
          {current.undo && (
            <button type="button" onClick={undo}>
              {t('phone.undo')}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
