// What changed, said once to those who listen to the screen.
import { signal } from '@preact/signals'

const words = signal('')
export const announce = (text: string): void => {
  words.value = text
}

export function Announcer() {
  return (
    <div class="unseen" role="log" aria-live="polite">
      {words.value}
    </div>
  )
}
