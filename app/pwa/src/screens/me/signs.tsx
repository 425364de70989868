// The signs of urgency: which words wake, ask or calm, and a box in which to try words before anything is saved.
import { useEffect, useId, useState } from 'preact/hooks'
import { ask } from '../../api'
import { fullDate } from '../../clock'
import { Field } from '../../parts/field'
import { t } from '../../texts'
import type { Instant } from '../../types'
import { saidBy, StandardForm } from './standardform'

type Weight = 'now' | 'ask' | 'before' | 'calm' | 'usual' | 'thanks'
interface Sign {
  name: string
  weight: Weight
  patterns: string[]
}
interface Rules {
  signs: Sign[]
  ask_without_words: boolean
  ask_unclear: boolean
}
interface Urgency {
  version: number
  rules: Rules
  versions: { version: number; from_at: Instant; by: string | null }[]
}
interface Tried {
  urgency: 'now' | 'before' | 'wait' | 'thanks'
  asks: boolean
  told: string
}

const path = '/api/standards/urgency'
const weights: Weight[] = ['now', 'ask', 'before', 'calm', 'usual', 'thanks']
const settle = 300

/** The lines of a sign as they are edited; what is sent has no empty ones. */
const linesOf = (text: string): string[] =>
  text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter(Boolean)

interface SignProps {
  sign: Sign
  fresh: boolean
  onChange: (sign: Sign) => void
  onRemove: () => void
}

function SignFields({ sign, fresh, onChange, onRemove }: SignProps) {
  const [text, setText] = useState(sign.patterns.join('\n'))
  const id = useId()
  return (
    <details class="urgent-sign" data-weight={sign.weight} open={fresh}>
      <summary>
        <span>{sign.name || t('phone.signs.new')}</span>
        <small>{t(`phone.signs.weight.${sign.weight}`)}</small>
      </summary>
      <Field label={t('phone.signs.name')} value={sign.name} onInput={(name) => onChange({ ...sign, name })} max={60} />
      <div class="field">
        <label for={`${id}-weight`}>{t('phone.signs.does')}</label>
        <select
          id={`${id}-weight`}
          value={sign.weight}
          onChange={(event) => onChange({ ...sign, weight: event.currentTarget.value as Weight })}
        >
          {weights.map((weight) => (
            <option key={weight} value={weight}>
              {t(`phone.signs.weight.${weight}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`${id}-words`}>{t('phone.signs.patterns')}</label>
        <textarea
          class="sign-words"
          id={`${id}-words`}
          rows={8}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value)
            onChange({ ...sign, patterns: linesOf(event.currentTarget.value) })
          }}
        />
      </div>
      <button type="button" class="button small" onClick={onRemove}>
        {t('phone.signs.remove')}
      </button>
    </details>
  )
}

/** What these rules would make of these words at night, in the house's words; or why they cannot be. */
function TryBox({ rules }: { rules: Rules }) {
  const [text, setText] = useState('')
  const [tried, setTried] = useState<Tried | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const id = useId()
  useEffect(() => {
    setTrouble(null)
    if (!text.trim()) {
      setTried(null)
      return
    }
    let here = true
    const timer = setTimeout(() => {
      ask<Tried>(`${path}/try`, { method: 'POST', json: { text, rules } }).then(
        (found) => here && setTried(found),
        (error: unknown) => here && setTrouble(saidBy(error)),
      )
    }, settle)
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [text, rules])
  return (
    <div class="field">
      <label for={id}>{t('phone.signs.try')}</label>
      <textarea
          class="sign-words"
        id={id}
        rows={3}
        maxLength={4000}
        value={text}
        placeholder={t('phone.signs.try_hint')}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {trouble ? (
        <p class="refusal" role="alert">
          {trouble}
        </p>
      ) : (
        <p class="sign-told" role="status" data-urgency={tried && (tried.asks ? 'asks' : tried.urgency)}>
          {tried?.told}
        </p>
      )}
    </div>
  )
}

interface SwitchProps {
  text: string
  checked: boolean
  onChange: (checked: boolean) => void
}

function Switch({ text, checked, onChange }: SwitchProps) {
  return (
    <label class="sign-check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {text}
    </label>
  )
}

/** Each sign with a key of its own, so that removing one takes no words from its neighbour. */
interface Row {
  key: number
  sign: Sign
  fresh: boolean
}

function Fields({ urgency, onSaved }: { urgency: Urgency; onSaved: (urgency: Urgency) => void }) {
  const [rows, setRows] = useState<Row[]>(() =>
    urgency.rules.signs.map((sign, key) => ({ key, sign, fresh: false })),
  )
  const [wordless, setWordless] = useState(urgency.rules.ask_without_words)
  const [unclear, setUnclear] = useState(urgency.rules.ask_unclear)
  const [rules, setRules] = useState(urgency.rules)
  useEffect(() => {
    setRules({ signs: rows.map((row) => row.sign), ask_without_words: wordless, ask_unclear: unclear })
  }, [rows, wordless, unclear])
  const [last] = urgency.versions
  const add = (): void => {
    const key = Math.max(-1, ...rows.map((row) => row.key)) + 1
    setRows([...rows, { key, sign: { name: '', weight: 'ask', patterns: [] }, fresh: true }])
  }
  const send = (): Promise<Urgency> =>
    ask<Urgency>(path, { method: 'PUT', json: { version: urgency.version, rules } })
  return (
    <StandardForm title={t('phone.signs.title')} explain={t('phone.signs.explain')} send={send} onSaved={onSaved}>
      <TryBox rules={rules} />
      <Switch text={t('phone.signs.wordless')} checked={wordless} onChange={setWordless} />
      <Switch text={t('phone.signs.unclear')} checked={unclear} onChange={setUnclear} />
      <div class="signs">
        {rows.map(({ key, sign, fresh }) => (
          <SignFields
            key={key}
            sign={sign}
            fresh={fresh}
            onChange={(changed) => setRows(rows.map((row) => (row.key === key ? { ...row, sign: changed } : row)))}
            onRemove={() => setRows(rows.filter((row) => row.key !== key))}
          />
        ))}
      </div>
      <button type="button" class="button small" onClick={add}>
        {t('phone.signs.add')}
      </button>
      {last && (
        <p class="sheet-text">
          {t('phone.chain.changed', { on: fullDate(last.from_at), name: last.by ?? '', n: last.version })}
        </p>
      )}
    </StandardForm>
  )
}

export function SignsForm() {
  const [urgency, setUrgency] = useState<Urgency | null>(null)
  useEffect(() => {
    void ask<Urgency>(path).then(setUrgency, () => {})
  }, [])
  return urgency && <Fields urgency={urgency} onSaved={setUrgency} />
}
