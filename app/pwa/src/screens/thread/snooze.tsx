// Putting a wait aside until a time: it comes back by itself, and the promise to the client stands.
import { useState } from 'preact/hooks'
import { byWhen, dateField, instantOf, now, timeField } from '../../clock'
import { Field } from '../../parts/field'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { snooze, unsnooze } from '../../sync/mutations'
import { t } from '../../texts'
import type { Bubble, Instant, ThreadLine } from '../../types'

const hour = 3_600_000
const day = 24 * hour
const longest = 30 * day // the house puts nothing aside for longer
const iso = (at: number): Instant => new Date(at).toISOString()

/** An hour, this evening while there is one, the next morning: in the small hours that is today's. */
function choices(): { text: string; at: Instant }[] {
  const [early, evening] = [instantOf(dateField(now.value), '09:00'), instantOf(dateField(now.value), '18:00')]
  const morning = Date.parse(early) > now.value + hour ? early : instantOf(dateField(now.value + day), '09:00')
  return [
    { text: t('phone.snooze.hour'), at: iso(now.value + hour) },
    ...(Date.parse(evening) > now.value + hour ? [{ text: t('phone.snooze.evening'), at: evening }] : []),
    { text: t('phone.snooze.morning'), at: morning },
  ]
}

interface SnoozeProps {
  line: ThreadLine
  bubbles: readonly Bubble[]
  onClose: () => void
}

export function SnoozeSheet({ line, bubbles, onClose }: SnoozeProps) {
  const [on, setOn] = useState(dateField(now.value + day))
  const [at, setAt] = useState(timeField(now.value))
  const [refused, setRefused] = useState(false)
  const promise = line.promise && Date.parse(line.promise.by_at) > now.value ? line.promise : null
  const choose = (until: Instant): void => {
    onClose()
    const heard = bubbles.findLast((bubble) => bubble.direction === 'in')
    void snooze(line.thread_id, until, heard?.seq ?? null).then(({ outcome, result }) => {
      const after = result as ThreadLine | undefined
      if (outcome === 'applied' && after?.waiting_since && !after.snoozed_until && Date.parse(until) > Date.now())
        toast(t('phone.snooze.wrote'))
    })
    const back = promise && promise.by_at < until ? promise.by_at : until
    toast(t('phone.snooze.done', { when: byWhen(back) }), () => unsnooze(line.thread_id))
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    const own = instantOf(on, at)
    const ahead = Date.parse(own) - now.value
    if (ahead > 0 && ahead < longest) choose(own)
    else setRefused(true)
  }
  return (
    <Sheet title={t('phone.snooze.title')} onClose={onClose}>
      <p class="sheet-text">
        {promise ? t('phone.snooze.promise', { when: byWhen(promise.by_at) }) : t('phone.snooze.no_promise')}
      </p>
      <div class="menu">
        {choices().map(({ text, at: until }) => (
          <button key={text} type="button" onClick={() => choose(until)}>
            {text}
            <span class="setting-value">{byWhen(until)}</span>
          </button>
        ))}
      </div>
      <form class="form" onSubmit={submit}>
        <div class="field-pair">
          <Field label={t('phone.snooze.on')} type="date" value={on} onInput={setOn} required />
          <Field label={t('phone.snooze.at')} type="time" value={at} onInput={setAt} required />
        </div>
        {refused && (
          <p class="refusal" role="alert">
            {t('phone.snooze.not_then')}
          </p>
        )}
        <button type="submit" class="button primary wide">
          {t('phone.snooze.do')}
        </button>
      </form>
    </Sheet>
  )
}
