// Changing a card: the next step; how the client is called, in which language and at which hours.
import { dateField, instantOf, now, placeOf, timeField, timeIn, zone, zones } from '../../clock'
import { useState } from 'preact/hooks'
import { Field } from '../../parts/field'
import { Segments } from '../../parts/segments'
import { Sheet } from '../../parts/sheet'
import { drop } from '../../sync/outbox'
import { t } from '../../texts'
import type { Card } from '../../types'
import { Beside, useFields, type Editing, type Typed } from './fields'
import { HistoryLink } from './historylink'

interface EditProps {
  card: Card
  onClose: () => void
  typed?: Typed & { id: string }
}

const day = 86_400_000
const soon = [
  { text: 'phone.step.today', days: 0 },
  { text: 'phone.step.day', days: 1 },
  { text: 'phone.step.week', days: 7 },
  { text: 'phone.step.month', days: 30 },
] as const

// A refused act stays until its values are settled: then the new one takes its place.
function closing({ onClose, typed }: EditProps): () => void {
  return () => {
    if (typed) drop(new Set([typed.id]))
    onClose()
  }
}

function Save({ editing, text = t('phone.save') }: { editing: Editing; text?: string }) {
  const open = Object.keys(editing.disputes).length > 0
  return (
    <>
      {editing.refusal && Object.keys(editing.errors).length === 0 && (
        <p class="refusal" role="alert">
          {editing.refusal}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={open || editing.busy} aria-busy={editing.busy}>
        {open ? t('phone.card.choose_first') : editing.busy ? t('phone.card.saving') : text}
      </button>
    </>
  )
}

const submitting =
  (editing: Editing) =>
  (event: Event): void => {
    event.preventDefault()
    if (!editing.busy) void editing.save()
  }

export function EditNextStep(props: EditProps) {
  const { card } = props
  const editing = useFields(card, ['next_step', 'next_step_at'], closing(props), props.typed)
  const { values, set } = editing
  const [first] = useState(() => instantOf(dateField(now.value + day), '10:00'))
  const at = values.next_step_at ?? first
  const [date, time] = [dateField(at), timeField(at)]
  const plan = (on: string, hour: string): void => {
    if (on && hour) set('next_step_at', instantOf(on, hour))
  }
  const words = (text: string): void => {
    set('next_step', text)
    if (!text.trim()) set('next_step_at', null)
    else if (!values.next_step_at) set('next_step_at', at)
  }
  const step = values.next_step ?? ''
  return (
    <Sheet title={t('phone.card.next_step')} onClose={props.onClose}>
      <form class="form" onSubmit={submitting(editing)}>
        <Field
          label={t('phone.step.what')}
          hint={t('phone.step.what_hint')}
          value={step}
          onInput={words}
          autocomplete="off"
        />
        <Beside editing={editing} name="next_step" />
        <div class="choices" role="group" aria-label={t('phone.step.when')}>
          {soon.map(({ text, days }) => {
            const its = dateField(now.value + days * day)
            return (
              <button key={text} type="button" aria-pressed={its === date} onClick={() => plan(its, time)}>
                {t(text)}
              </button>
            )
          })}
        </div>
        <div class="field-pair">
          <Field label={t('phone.step.date')} type="date" value={date} onInput={(on) => plan(on, time)} required />
          <Field label={t('phone.step.time')} type="time" value={time} onInput={(hour) => plan(date, hour)} required />
        </div>
        <Beside editing={editing} name="next_step_at" />
        <Save editing={editing} text={t(step.trim() || !card.next_step ? 'phone.save' : 'phone.step.clear')} />
        <HistoryLink card={card} field="next_step" />
      </form>
    </Sheet>
  )
}

function ZoneChoice({ editing }: { editing: Editing }) {
  const chosen = editing.values.time_zone ?? ''
  const offered = chosen && !zones.includes(chosen) ? [chosen, ...zones] : zones
  return (
    <div class="field">
      <label for="zone">{t('phone.field.time_zone')}</label>
      <select id="zone" value={chosen} onChange={(event) => editing.set('time_zone', event.currentTarget.value || null)}>
        <option value="">{t('phone.card.house_zone', { place: placeOf(zone.value) })}</option>
        {offered.map((name) => (
          <option key={name} value={name}>
            {t('phone.card.zone_now', { place: placeOf(name), time: timeIn(name, now.value) })}
          </option>
        ))}
      </select>
    </div>
  )
}

export function EditPerson(props: EditProps) {
  const names = ['address_form', 'name', 'language', 'never_before', 'never_after', 'time_zone'] as const
  const editing = useFields(props.card, names, closing(props), props.typed)
  const { values, set } = editing
  return (
    <Sheet title={t('phone.card.edit')} onClose={props.onClose}>
      <form class="form" onSubmit={submitting(editing)}>
        <Field
          label={t('phone.new.address_form')}
          hint={t('phone.new.address_form_hint')}
          value={values.address_form ?? ''}
          onInput={(text) => set('address_form', text)}
          required
          autocomplete="off"
        />
        <Beside editing={editing} name="address_form" />
        <Field
          label={t('phone.new.name')}
          value={values.name ?? ''}
          onInput={(text) => set('name', text)}
          required
          autocomplete="off"
        />
        <Beside editing={editing} name="name" />
        <div class="field-pair">
          <Field
            label={t('phone.card.field_before')}
            type="time"
            value={values.never_before?.slice(0, 5) ?? ''}
            onInput={(hour) => set('never_before', hour || null)}
          />
          <Field
            label={t('phone.card.field_after')}
            type="time"
            value={values.never_after?.slice(0, 5) ?? ''}
            onInput={(hour) => set('never_after', hour || null)}
          />
        </div>
        <Beside editing={editing} name="never_before" />
        <Beside editing={editing} name="never_after" />
        <ZoneChoice editing={editing} />
        <Beside editing={editing} name="time_zone" />
        <Segments
          label={t('phone.field.language')}
          chosen={values.language ?? 'ru'}
          onChoose={(wanted) => set('language', wanted)}
          options={[
            { value: 'ru', text: t('phone.language.ru') },
            { value: 'en', text: t('phone.language.en') },
          ]}
        />
        <Beside editing={editing} name="language" />
        <Save editing={editing} />
      </form>
    </Sheet>
  )
}
