// How long somebody waits and what they were promised: in words, in colour, and in the shape of a filling ring.
import { byWhen, minutesSince, now, sameDay, span } from '../clock'
import { t } from '../texts'
import type { Instant, Promise_ } from '../types'

export type Urgency = 'calm' | 'soon' | 'late'
interface Waiting {
  waiting_since: Instant | null
  promise: Promise_ | null
}

const soonBefore = 15 * 60_000
const unpromised = { soon: 30, late: 60 } // minutes, where nobody promised a time

/** What the client was told last. */
export const toldBy = (promise: Promise_): Instant => promise.new_by_at ?? promise.by_at

// Whoever was let down once is never calm.
export function urgencyOf({ waiting_since, promise }: Waiting): Urgency {
  if (promise) {
    const left = Date.parse(toldBy(promise)) - now.value
    return left < 0 ? 'late' : left < soonBefore || promise.new_by_at ? 'soon' : 'calm'
  }
  const waited = waiting_since ? minutesSince(waiting_since) : 0
  return waited >= unpromised.late ? 'late' : waited >= unpromised.soon ? 'soon' : 'calm'
}

function shareGone({ waiting_since, promise }: Waiting): number {
  if (!waiting_since || !promise) return 1
  const from = Date.parse(waiting_since)
  const whole = Date.parse(toldBy(promise)) - from
  return whole <= 0 ? 1 : Math.min(1, Math.max(0.04, (now.value - from) / whole))
}

function Ring({ share, late }: { share: number; late: boolean }) {
  const round = 2 * Math.PI * 5
  if (late) {
    return (
      <svg class="ring" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle class="full" cx="8" cy="8" r="7" />
        <path class="mark" d="M8 4.5v4M8 11.250v.01" />
      </svg>
    )
  }
  return (
    <svg class="ring" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle class="track" cx="8" cy="8" r="5" />
      <circle
        class="gone"
        cx="8"
        cy="8"
        r="5"
        stroke-dasharray={`${share * round} ${round}`}
        transform="rotate(-90 8 8)"
      />
    </svg>
  )
}

// A broken promise of another day is told by its day; "by" would say that it can still be kept.
const promised = (by: Instant, urgency: Urgency): string =>
  urgency === 'late' && !sameDay(by, now.value)
    ? t('phone.wait.was', { time: byWhen(by) })
    : t('phone.wait.by', { time: byWhen(by) })

/** "by 14:30" with its ring, and below it how long they have waited; in a row instead of it the time that slipped. */
export function WaitChip({ line, inline = false }: { line: Waiting; inline?: boolean }) {
  if (!line.waiting_since) return null
  const { promise } = line
  const urgency = urgencyOf(line)
  const waited = span(minutesSince(line.waiting_since))
  const slipped = promise?.new_by_at && t('phone.wait.moved', { time: byWhen(promise.by_at) })
  return (
    <span class={inline ? 'wait inline' : 'wait'} data-urgency={urgency}>
      <span class="chip">
        <Ring share={shareGone(line)} late={urgency === 'late'} />
        {promise ? promised(toldBy(promise), urgency) : t('phone.wait.unpromised')}
      </span>
      <span class="waited">
        {slipped}
        {slipped && inline && ' · '}
        {(!slipped || inline) && t('phone.wait.waits', { span: waited })}
      </span>
    </span>
  )
}
