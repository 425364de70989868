// One sentence at the bottom of the screen, with a way back for six seconds.
import { signal } from '@preact/signals'
import { t } from '../texts'

interface Toast {
  text: string
  undo?: () => void
}
const shown = signal<Toast | null>(null)
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

export function Toaster() {
  const current = shown.value
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
