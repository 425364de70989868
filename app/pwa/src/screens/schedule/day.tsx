// The hours of one day: of a date, or of a day of every week. Usual shapes by one tap, other hours by their fields.
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Problem } from '../../api'
import { Icon } from '../../parts/icon'
import { Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import { saidBy } from '../me/standardform'
import { day, evening, hourField, minuteOf, morning, nightOf, type Span } from './calls'

interface DayProps {
  title: string
  note?: string | null
  spans: Span[]
  usual: Span
  /** What the week says of this date, where it differs. */
  reset?: () => Promise<void>
  /** Ask the pair to take the night. */
  swap?: { name: string; act: (night: Span) => Promise<void> }
  onSave: (spans: Span[]) => Promise<void>
  onClose: () => void
}

const isNight = (span: Span): boolean => span.kind === 'duty'

function SpanFields({ span, onChange, onDrop }: { span: Span; onChange: (span: Span) => void; onDrop: () => void }) {
  const begins = t('phone.standards.from')
  const ends = t('phone.standards.to')
  const set = (from: string, until: string): void => {
    const from_minute = minuteOf(from)
    const last = minuteOf(until)
    // A night ends on the next morning; of work, an end before the beginning is a slip that the house refuses.
    onChange({ ...span, from_minute, until_minute: last === 0 || (isNight(span) && last <= from_minute) ? last + day : last })
  }
  return (
    <div class="span-fields" data-kind={span.kind}>
      <Icon name={isNight(span) ? 'moon' : 'sun'} size={20} />
      <input
        type="time"
        aria-label={begins}
        value={hourField(span.from_minute)}
        onChange={(event) => set(event.currentTarget.value, hourField(span.until_minute))}
      />
      <span aria-hidden="true">–</span>
      <input
        type="time"
        aria-label={ends}
        value={hourField(span.until_minute)}
        onChange={(event) => set(hourField(span.from_minute), event.currentTarget.value)}
      />
      <button type="button" class="round" aria-label={t('phone.schedule.drop')} onClick={onDrop}>
        <Icon name="close" size={20} />
      </button>
    </div>
  )
}

function Shapes({ spans, usual, onChoose }: { spans: Span[]; usual: Span; onChoose: (spans: Span[]) => void }) {
  const nights = spans.filter(isNight)
  const same = (shape: Span[]): boolean => JSON.stringify(shape) === JSON.stringify(spans.filter((one) => !isNight(one)))
  const shape = (text: string, of: Span[]): JSX.Element => (
    <button type="button" class="button small" aria-pressed={same(of)} onClick={() => onChoose([...of, ...nights])}>
      {text}
    </button>
  )
  return (
    <div class="shapes">
      {shape(t('phone.schedule.whole'), [usual])}
      {shape(t('phone.schedule.split'), [morning, evening])}
      {shape(t('phone.schedule.off'), [])}
      <button
        type="button"
        class="button small"
        aria-pressed={nights.length > 0}
        onClick={() => onChoose(nights.length ? spans.filter((one) => !isNight(one)) : [...spans, nightOf(usual)])}
      >
        <Icon name="moon" size={18} />
        {t('phone.schedule.night')}
      </button>
    </div>
  )
}

export function DaySheet(props: DayProps) {
  const [spans, setSpans] = useState(props.spans)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [moved, setMoved] = useState(false)
  const night = props.spans.find(isNight)
  const run = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act()
      props.onClose()
    } catch (error) {
      setMoved(error instanceof Problem && error.body.code === 'schedule_moved')
      setRefusal(saidBy(error))
    }
  }
  const put = (place: number, span: Span | null): void =>
    setSpans(spans.flatMap((one, index) => (index === place ? (span ? [span] : []) : [one])))
  return (
    <Sheet title={props.title} onClose={props.onClose}>
      {props.note && <p class="sheet-text">{props.note}</p>}
      <Shapes spans={spans} usual={props.usual} onChoose={setSpans} />
      {spans.map((span, place) => (
        <SpanFields key={place} span={span} onChange={(one) => put(place, one)} onDrop={() => put(place, null)} />
      ))}
      <button type="button" class="button small" onClick={() => setSpans([...spans, { ...evening }])}>
        <Icon name="plus" size={18} />
        {t('phone.schedule.add')}
      </button>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <div class="sheet-actions">
        <button type="button" class="button primary" onClick={() => void run(() => props.onSave(spans))}>
          {t(moved ? 'phone.schedule.over' : 'phone.save')}
        </button>
        {props.swap && night && (
          <button type="button" class="button" onClick={() => void run(() => props.swap!.act(night))}>
            {t('phone.schedule.swap', { name: props.swap.name })}
          </button>
        )}
        {props.reset && (
          <button type="button" class="button" onClick={() => void run(props.reset!)}>
            {t('phone.schedule.as_week')}
          </button>
        )}
      </div>
    </Sheet>
  )
}
