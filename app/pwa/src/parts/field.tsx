// One labelled field, which says in our words what it cannot take.
import { useId, useState } from 'preact/hooks'
import { language, t } from '../texts'

interface FieldProps {
  label: string
  value: string
  onInput: (value: string) => void
  hint?: string
  type?: 'text' | 'tel' | 'time' | 'date' | 'number'
  required?: boolean
  autocomplete?: 'off' | 'one-time-code'
  min?: number
  max?: number // of signs, where it is a text
}

/** Why the browser will not let the form go; its own bubble speaks the browser's language. */
function troubleWith(field: HTMLInputElement): string {
  const { rangeUnderflow, rangeOverflow, badInput } = field.validity
  const limit = (of: string): string => Number(of).toLocaleString(language.value)
  if (rangeOverflow) return t('phone.must.at_most', { limit: limit(field.max) })
  if (rangeUnderflow) return t('phone.must.at_least', { limit: limit(field.min) })
  return t(badInput ? 'phone.must.number' : 'phone.must.fill')
}

export function Field({ label, value, onInput, hint, type = 'text', max, ...rest }: FieldProps) {
  const id = useId()
  const wordy = type === 'text' || type === 'tel'
  const [trouble, setTrouble] = useState<string | null>(null)
  const refuse = (event: Event): void => {
    event.preventDefault()
    const field = event.currentTarget as HTMLInputElement
    if (field.form?.querySelector('input:invalid') === field) field.focus()
    setTrouble(troubleWith(field))
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        placeholder={hint}
        onInput={(event) => {
          setTrouble(null)
          onInput(event.currentTarget.value)
        }}
        onInvalid={refuse}
        aria-invalid={trouble !== null || undefined}
        aria-describedby={trouble === null ? undefined : `${id}-why`}
        {...rest}
        {...(wordy ? { maxLength: max, pattern: rest.required ? '.*\\S.*' : undefined } : { max })}
        {...({ type } as { type: 'text' })}
      />
      {trouble !== null && (
        <p id={`${id}-why`} class="refusal" role="alert">
          {trouble}
        </p>
      )}
    </div>
  )
}
