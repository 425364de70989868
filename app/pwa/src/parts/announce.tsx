// What changed, said once to those who listen to the screen.
import { signal } from '@preact/signals'

// Lines are added, never changed: the same word said again is a line of its own, and two at once are both heard.
const lines = signal<readonly { n: number; text: string }[]>([])
const kept = 5
let said = 0
export const announce = (text: string): void => {
  lines.value = [...lines.value.slice(1 - kept), { n: ++said, text }]
}

export function Announcer() {
  return (
    <div class="unseen" role="log" aria-live="polite">
      {lines.value.map(({ n, text }) => (
        <p key={n}>{text}</p>
      ))}
    </div>
  )
}
