// Who is to be called after whom when a client waits, after how many minutes; and which hours must be somebody's.
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api'
import { fullDate } from '../../clock'
import { Field } from '../../parts/field'
import { Segments } from '../../parts/segments'
import { t } from '../../texts'
import type { Instant } from '../../types'
import { StandardForm } from './standardform'

type Step = 'owner' | 'pair' | 'duty' | 'supervisor'
type Urgency = 'now' | 'soon' | 'can_wait'
interface Rung {
  who: Step
  minutes: number
  rings: boolean
}
type Rules = Record<Urgency, Rung[]> & { covers: 'day_and_night' | 'opening_hours' }
interface Ladder {
  version: number
  rules: Rules
  versions: { version: number; from_at: Instant; by: string | null }[]
}

const path = '/api/standards/ladder'
const steps: Step[] = ['owner', 'pair', 'duty', 'supervisor']
const urgencies: Urgency[] = ['now', 'soon', 'can_wait']

type Minutes = Record<Step, string>
type Rings = Record<Step, boolean>
const minutesOf = (rungs: Rung[]): Minutes =>
  Object.fromEntries(steps.map((who) => [who, String(rungs.find((one) => one.who === who)?.minutes ?? '')])) as Minutes
const ringsOf = (rungs: Rung[]): Rings =>
  Object.fromEntries(steps.map((who) => [who, rungs.find((one) => one.who === who)?.rings ?? false])) as Rings
/** A step left empty is not called. */
const rungsOf = (minutes: Minutes, rings: Rings): Rung[] =>
  steps
    .filter((who) => minutes[who].trim())
    .map((who) => ({ who, minutes: Number(minutes[who]), rings: rings[who] }))
const ofEach = <V,>(of: (urgency: Urgency) => V): Record<Urgency, V> => ({
  now: of('now'),
  soon: of('soon'),
  can_wait: of('can_wait'),
})

function Fields({ ladder, onSaved }: { ladder: Ladder; onSaved: (ladder: Ladder) => void }) {
  const [covers, setCovers] = useState(ladder.rules.covers)
  const [minutes, setMinutes] = useState(() => ofEach((one) => minutesOf(ladder.rules[one])))
  const [rings, setRings] = useState(() => ofEach((one) => ringsOf(ladder.rules[one])))
  const [last] = ladder.versions
  const rules = (): Rules => ({
    ...ofEach((one) => rungsOf(minutes[one], rings[one])),
    covers,
  })
  const send = (): Promise<Ladder> => ask<Ladder>(path, { method: 'PUT', json: { version: ladder.version, rules: rules() } })
  return (
    <StandardForm title={t('phone.ladder.title')} explain={t('phone.ladder.explain')} send={send} onSaved={onSaved}>
      {urgencies.map((urgency) => (
        <fieldset key={urgency} class="rule" data-urgency={urgency}>
          <legend>{t(`phone.ladder.${urgency}`)}</legend>
          <div class="ladder-steps">
            {steps.map((who) => (
              <Field
                key={who}
                label={t(`phone.ladder.${who}`)}
                type="number"
                value={minutes[urgency][who]}
                onInput={(value) => setMinutes({ ...minutes, [urgency]: { ...minutes[urgency], [who]: value } })}
                min={1}
                max={1440}
              />
            ))}
          </div>
          <small>{t('phone.ladder.rings')}</small>
          <div class="ladder-steps" role="group" aria-label={t('phone.ladder.rings')}>
            {steps.map((who) => (
              <label key={who} class="check">
                <input
                  type="checkbox"
                  checked={rings[urgency][who]}
                  onChange={(event) =>
                    setRings({ ...rings, [urgency]: { ...rings[urgency], [who]: event.currentTarget.checked } })
                  }
                />
                {t(`phone.ladder.ring.${who}`)}
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <small aria-hidden="true">{t('phone.ladder.covers')}</small>
      <Segments
        label={t('phone.ladder.covers')}
        chosen={covers}
        onChoose={setCovers}
        options={[
          { value: 'day_and_night', text: t('phone.ladder.day_and_night') },
          { value: 'opening_hours', text: t('phone.ladder.opening_hours') },
        ]}
      />
      {last && (
        <p class="sheet-text">
          {t('phone.chain.changed', { on: fullDate(last.from_at), name: last.by ?? '', n: last.version })}
        </p>
      )}
    </StandardForm>
  )
}

export function LadderForm() {
  const [ladder, setLadder] = useState<Ladder | null>(null)
  useEffect(() => {
    void ask<Ladder>(path).then(setLadder, () => {})
  }, [])
  return ladder && <Fields ladder={ladder} onSaved={setLadder} />
}
