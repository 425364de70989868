// A message that has just come from somebody whose row is out of sight: one quiet line, a tap opens the talk.
import { signal, useSignalEffect } from '@preact/signals'
import { beside, detailOpen, route } from '../router'
import { heard } from '../sync/store'
import type { ThreadLine } from '../types'
import { addressed, lastLine } from './names'

const STAY = 8000
const shown = signal<ThreadLine | null>(null)
let timer: ReturnType<typeof setTimeout> | undefined

function hide(): void {
  clearTimeout(timer)
  shown.value = null
}

// Never over the composer: with a talk open on the phone the line stays away.
function fits(line: ThreadLine): boolean {
  const here = route.value
  if (here.screen === 'thread' && here.id === line.thread_id) return false
  if (detailOpen.value && !beside()) return false
  const row = document.querySelector(`.pane-list a[href="/threads/${line.thread_id}"]`)?.getBoundingClientRect()
  return !row || row.bottom < 0 || row.top > innerHeight
}

export function Heard() {
  useSignalEffect(() => {
    const line = heard.value
    if (!line) return
    // The list draws the new row first; only then can it be known whether it is in sight.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (!fits(line)) return
        clearTimeout(timer)
        shown.value = line
        timer = setTimeout(hide, STAY)
      }),
    )
  })
  const line = shown.value
  return (
    <div class="heard" role="status">
      {line && (
        <a key={line.last_at} class="heard-line" href={`/threads/${line.thread_id}`} onClick={hide}>
          <b>{addressed(line)}</b>
          <span>{lastLine(line)}</span>
        </a>
      )}
    </div>
  )
}
