// The standards of the house that the phone can change: its hours, and how soon an answer comes.
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { Field } from '../../parts/field'
import { Quiet, Skeleton } from '../../parts/page'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Standards as Rules } from '../../types'
import { BackButton } from '../thread/head'

const saidBy = (error: unknown): string => (error instanceof Problem ? error.message : t('phone.cut.now'))

function Form({ rules, onSaved }: { rules: Rules; onSaved: (rules: Rules) => void }) {
  const [from, setFrom] = useState(rules.answer.from_time.slice(0, 5))
  const [until, setUntil] = useState(rules.answer.until_time.slice(0, 5))
  const [minutes, setMinutes] = useState(String(rules.answer.answer_minutes))
  const [refusal, setRefusal] = useState<string | null>(null)
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      const answer = { from_time: `${from}:00`, until_time: `${until}:00`, answer_minutes: Number(minutes) }
      onSaved(await ask<Rules>('/api/standards', { method: 'PUT', json: { version: rules.version, answer } }))
      setRefusal(null)
      toast(t('phone.saved'))
    } catch (error) {
      setRefusal(saidBy(error))
    }
  }
  return (
    <form class="form block" onSubmit={(event) => void save(event)}>
      <h2>{t('phone.standards.hours')}</h2>
      <div class="field-pair">
        <Field label={t('phone.standards.from')} type="time" value={from} onInput={setFrom} required />
        <Field label={t('phone.standards.to')} type="time" value={until} onInput={setUntil} required />
      </div>
      <Field
        label={t('phone.standards.answer_minutes')}
        type="number"
        value={minutes}
        onInput={setMinutes}
        required
        min={5}
        max={1440}
      />
      <p class="sheet-text">{t('phone.standards.explain')}</p>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" class="button primary wide">
        {t('phone.save')}
      </button>
    </form>
  )
}

function BookForm({ rules, onSaved }: { rules: Rules; onSaved: (rules: Rules) => void }) {
  const [capacity, setCapacity] = useState(String(rules.book.capacity))
  const [refusal, setRefusal] = useState<string | null>(null)
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      const json = { version: rules.book.version, capacity: Number(capacity) }
      onSaved(await ask<Rules>('/api/standards/book', { method: 'PUT', json }))
      setRefusal(null)
      toast(t('phone.saved'))
    } catch (error) {
      setRefusal(saidBy(error))
    }
  }
  return (
    <form class="form block" onSubmit={(event) => void save(event)}>
      <h2>{t('phone.standards.book')}</h2>
      <Field
        label={t('phone.standards.capacity')}
        type="number"
        value={capacity}
        onInput={setCapacity}
        required
        min={1}
        max={5000}
      />
      <p class="sheet-text">{t('phone.standards.capacity_explain')}</p>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" class="button primary wide">
        {t('phone.save')}
      </button>
    </form>
  )
}

export function Standards() {
  const [rules, setRules] = useState<Rules | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    ask<Rules>('/api/standards').then(setRules, (error: unknown) => setFailure(saidBy(error)))
  }, [])
  return (
    <div class="page detail" data-screen="standards">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.nav.standards')}</h1>
      </header>
      <div class="page-scroll">
        {!rules && (failure ? <Quiet title={failure} /> : <Skeleton rows={3} />)}
        {rules && <Form rules={rules} onSaved={setRules} />}
        {rules && <BookForm rules={rules} onSaved={setRules} />}
      </div>
    </div>
  )
}
