// What comes next, in one tap: a day, or that nothing is needed. Left alone, the step stays as it is.
import { byWhen } from '../../clock'
import { Field } from '../../parts/field'
import { t } from '../../texts'

export interface Step {
  when: '1' | '3' | '7' | 'none' | null // days from now
  words: string
}
const choices = [
  { when: '1', text: 'phone.step.day' },
  { when: '3', text: 'phone.step.three_days' },
  { when: '7', text: 'phone.step.week' },
  { when: 'none', text: 'phone.step.none' },
] as const

interface Props {
  now: { next_step: string | null; next_step_at: string | null } | null
  step: Step
  onChange: (step: Step) => void
}

export function NextStep({ now, step, onChange }: Props) {
  const standing = now?.next_step
    ? [now.next_step, now.next_step_at && byWhen(now.next_step_at)].filter(Boolean).join(', ')
    : null
  return (
    <div class="log-step" role="group" aria-label={t('phone.card.next_step')}>
      <h3 aria-hidden="true">
        {t('phone.card.next_step')}
        {standing && <small>{t('phone.log.standing', { step: standing })}</small>}
      </h3>
      <div class="choices">
        {choices.map(({ when, text }) => (
          <button
            key={when}
            type="button"
            aria-pressed={step.when === when}
            data-step={when}
            onClick={() => onChange({ ...step, when: step.when === when ? null : when })}
          >
            {t(text)}
          </button>
        ))}
      </div>
      {step.when && step.when !== 'none' && (
        <Field
          label={t('phone.step.what')}
          hint={t('phone.log.call_them')}
          value={step.words}
          onInput={(words) => onChange({ ...step, words })}
          autocomplete="off"
        />
      )}
    </div>
  )
}
