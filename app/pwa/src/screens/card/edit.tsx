// Changing a card: the next step, and how the client is called and when.
import { useState } from 'preact/hooks'
import { dateField, instantOf, now, timeField } from '../../clock'
import { Field } from '../../parts/field'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { openCard } from '../../sync/cards'
import { changeClient, type ClientChange } from '../../sync/mutations'
import { t } from '../../texts'
import type { Card } from '../../types'

// The change shows at once; if somebody else was quicker, their card is read and the person is told.
function change(card: Card, to: ClientChange): void {
  void changeClient(card.id, card.version, to).then((result) => {
    if (result.outcome === 'conflict') toast(t('phone.card.conflict'))
    void openCard(card.id)
  })
}

const day = 86_400_000
const soon = [
  { text: 'phone.step.today', days: 0 },
  { text: 'phone.step.day', days: 1 },
  { text: 'phone.step.week', days: 7 },
  { text: 'phone.step.month', days: 30 },
] as const

export function EditNextStep({ card, onClose }: { card: Card; onClose: () => void }) {
  const [step, setStep] = useState(card.next_step ?? '')
  const [date, setDate] = useState(dateField(card.next_step_at ?? now.value + day))
  const [time, setTime] = useState(card.next_step_at ? timeField(card.next_step_at) : '10:00')
  const save = (event: Event): void => {
    event.preventDefault()
    change(card, { next_step: step.trim() || null, next_step_at: step.trim() ? instantOf(date, time) : null })
    onClose()
  }
  return (
    <Sheet title={t('phone.card.next_step')} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <Field
          label={t('phone.step.what')}
          hint={t('phone.step.what_hint')}
          value={step}
          onInput={setStep}
          autocomplete="off"
        />
        <div class="choices" role="group" aria-label={t('phone.step.when')}>
          {soon.map(({ text, days }) => {
            const its = dateField(now.value + days * day)
            return (
              <button key={text} type="button" aria-pressed={its === date} onClick={() => setDate(its)}>
                {t(text)}
              </button>
            )
          })}
        </div>
        <div class="field-pair">
          <Field label={t('phone.step.date')} type="date" value={date} onInput={setDate} required />
          <Field label={t('phone.step.time')} type="time" value={time} onInput={setTime} required />
        </div>
        <button type="submit" class="button primary wide">
          {t(step.trim() || !card.next_step ? 'phone.save' : 'phone.step.clear')}
        </button>
      </form>
    </Sheet>
  )
}

export function EditPerson({ card, onClose }: { card: Card; onClose: () => void }) {
  const [address, setAddress] = useState(card.address_form ?? '')
  const [name, setName] = useState(card.name)
  const [before, setBefore] = useState(card.never_before?.slice(0, 5) ?? '')
  const [after, setAfter] = useState(card.never_after?.slice(0, 5) ?? '')
  const save = (event: Event): void => {
    event.preventDefault()
    const to: ClientChange = {}
    if (name.trim() && name.trim() !== card.name) to.name = name.trim()
    if (address.trim() !== (card.address_form ?? '')) to.address_form = address.trim()
    if (before !== (card.never_before?.slice(0, 5) ?? '')) to.never_before = before || null
    if (after !== (card.never_after?.slice(0, 5) ?? '')) to.never_after = after || null
    if (Object.keys(to).length) change(card, to)
    onClose()
  }
  return (
    <Sheet title={t('phone.card.edit')} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <Field
          label={t('phone.new.address_form')}
          hint={t('phone.new.address_form_hint')}
          value={address}
          onInput={setAddress}
          autocomplete="off"
        />
        <Field label={t('phone.new.name')} value={name} onInput={setName} required autocomplete="off" />
        <div class="field-pair">
          <Field label={t('phone.card.field_before')} type="time" value={before} onInput={setBefore} />
          <Field label={t('phone.card.field_after')} type="time" value={after} onInput={setAfter} />
        </div>
        <button type="submit" class="button primary wide">
          {t('phone.save')}
        </button>
      </form>
    </Sheet>
  )
}
