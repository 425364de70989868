// The standards of the house that the phone can change: its hours, and how soon an answer comes.
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api'
import { Field } from '../../parts/field'
import { Quiet, Skeleton } from '../../parts/page'
import { t } from '../../texts'
import type { Standards as Rules } from '../../types'
import { BackButton } from '../thread/head'
import { ChainForm } from './chain'
import { LadderForm } from './ladder'
import { SignsForm } from './signs'
import { saidBy, StandardForm } from './standardform'

interface Edited {
  rules: Rules
  onSaved: (rules: Rules) => void
}

function AnswerForm({ rules, onSaved }: Edited) {
  const [from, setFrom] = useState(rules.answer.from_time.slice(0, 5))
  const [until, setUntil] = useState(rules.answer.until_time.slice(0, 5))
  const [minutes, setMinutes] = useState(String(rules.answer.answer_minutes))
  const send = (): Promise<Rules> => {
    const answer = { from_time: `${from}:00`, until_time: `${until}:00`, answer_minutes: Number(minutes) }
    return ask<Rules>('/api/standards', { method: 'PUT', json: { version: rules.version, answer } })
  }
  return (
    <StandardForm
      title={t('phone.standards.hours')}
      explain={t('phone.standards.explain')}
      send={send}
      onSaved={onSaved}
    >
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
    </StandardForm>
  )
}

function BookForm({ rules, onSaved }: Edited) {
  const [capacity, setCapacity] = useState(String(rules.book.capacity))
  const send = (): Promise<Rules> => {
    const json = { version: rules.book.version, capacity: Number(capacity) }
    return ask<Rules>('/api/standards/book', { method: 'PUT', json })
  }
  return (
    <StandardForm
      title={t('phone.standards.book')}
      explain={t('phone.standards.capacity_explain')}
      send={send}
      onSaved={onSaved}
    >
      <Field
        label={t('phone.standards.capacity')}
        type="number"
        value={capacity}
        onInput={setCapacity}
        required
        min={1}
        max={5000}
      />
    </StandardForm>
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
        {rules && <AnswerForm rules={rules} onSaved={setRules} />}
        {rules && <BookForm rules={rules} onSaved={setRules} />}
        {rules && <ChainForm />}
        {rules && <SignsForm />}
        {rules && <LadderForm />}
      </div>
    </div>
  )
}
