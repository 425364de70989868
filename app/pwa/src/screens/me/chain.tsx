// How far the house goes for a text that does not arrive: the hours, the order of the ways, and what will happen.
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask } from '../../api'
import { fullDate } from '../../clock'
import { Field } from '../../parts/field'
import { Segments } from '../../parts/segments'
import { t } from '../../texts'
import type { Instant } from '../../types'
import { saidBy, StandardForm } from './standardform'

type Way = 'telegram' | 'web'
type Purpose = 'reply' | 'announcement' | 'reminder' | 'promise' | 'survey' | 'campaign'
interface Rule {
  ways: Way[]
  silence_hours?: number | null
  calls?: 'failed' | 'unseen'
}
type Rules = Record<Purpose, Rule>
interface Chain {
  version: number
  rules: Rules
  told: Record<Purpose, string>
  versions: { version: number; from_at: Instant; by: string | null }[]
}

const path = '/api/standards/chain'
const purposes: Purpose[] = ['reply', 'announcement', 'reminder', 'promise', 'survey', 'campaign']
const settle = 300

interface RuleProps {
  purpose: Purpose
  rule: Rule
  told: string
  onChange: (rule: Rule) => void
}

function RuleFields({ purpose, rule, told, onChange }: RuleProps) {
  const listens = rule.calls !== undefined
  return (
    <fieldset class="rule" data-purpose={purpose}>
      <legend>{t(`phone.chain.purpose.${purpose}`)}</legend>
      {listens && (
        <Field
          label={t('phone.chain.silence')}
          type="number"
          value={rule.silence_hours === null ? '' : String(rule.silence_hours)}
          onInput={(hours) => onChange({ ...rule, silence_hours: hours.trim() ? Number(hours) : null })}
          hint={t('phone.chain.silence_none')}
          min={1}
          max={336}
        />
      )}
      <small aria-hidden="true">{t('phone.chain.ways')}</small>
      <Segments
        label={t('phone.chain.ways')}
        chosen={rule.ways[0]!}
        onChoose={(first) => onChange({ ...rule, ways: first === 'web' ? ['web', 'telegram'] : ['telegram', 'web'] })}
        options={[
          { value: 'telegram', text: t('phone.chain.first.telegram') },
          { value: 'web', text: t('phone.chain.first.web') },
        ]}
      />
      {listens && (
        <label class="check">
          <input
            type="checkbox"
            checked={rule.calls === 'unseen'}
            onChange={(event) => onChange({ ...rule, calls: event.currentTarget.checked ? 'unseen' : 'failed' })}
          />
          {t('phone.chain.calls')}
        </label>
      )}
      <p class="sheet-text" role="status">
        {told}
      </p>
    </fieldset>
  )
}

/** What these rules would do, in the house's words; while they make no sense, the sentence that says why. */
function usePreview(rules: Rules, before: Record<Purpose, string>) {
  const [told, setTold] = useState(before)
  const [trouble, setTrouble] = useState<string | null>(null)
  const first = useRef(true)
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    const timer = setTimeout(() => {
      ask<{ told: Record<Purpose, string> }>(`${path}/preview`, { method: 'POST', json: rules }).then(
        (found) => {
          setTold(found.told)
          setTrouble(null)
        },
        (error: unknown) => setTrouble(saidBy(error)),
      )
    }, settle)
    return () => clearTimeout(timer)
  }, [rules])
  return { told, trouble }
}

function Fields({ chain, onSaved }: { chain: Chain; onSaved: (chain: Chain) => void }) {
  const [rules, setRules] = useState(chain.rules)
  const { told, trouble } = usePreview(rules, chain.told)
  const [last] = chain.versions
  const send = (): Promise<Chain> => ask<Chain>(path, { method: 'PUT', json: { version: chain.version, rules } })
  return (
    <StandardForm title={t('phone.chain.title')} explain={t('phone.chain.explain')} send={send} onSaved={onSaved}>
      {purposes.map((purpose) => (
        <RuleFields
          key={purpose}
          purpose={purpose}
          rule={rules[purpose]}
          told={told[purpose]}
          onChange={(rule) => setRules({ ...rules, [purpose]: rule })}
        />
      ))}
      {trouble && (
        <p class="refusal" role="alert">
          {trouble}
        </p>
      )}
      {last && (
        <p class="sheet-text">
          {t('phone.chain.changed', { on: fullDate(last.from_at), name: last.by ?? '', n: last.version })}
        </p>
      )}
    </StandardForm>
  )
}

export function ChainForm() {
  const [chain, setChain] = useState<Chain | null>(null)
  useEffect(() => {
    void ask<Chain>(path).then(setChain, () => {})
  }, [])
  return chain && <Fields chain={chain} onSaved={setChain} />
}
