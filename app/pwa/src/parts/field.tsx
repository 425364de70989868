// One labelled field.
import { useId } from 'preact/hooks'

interface FieldProps {
  label: string
  value: string
  onInput: (value: string) => void
  hint?: string
  type?: 'text' | 'tel' | 'time' | 'date' | 'number'
  required?: boolean
  autocomplete?: 'off' | 'one-time-code'
  min?: number
  max?: number
}

export function Field({ label, value, onInput, hint, type = 'text', ...rest }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        value={value}
        placeholder={hint}
        onInput={(event) => onInput(event.currentTarget.value)}
        {...rest}
        {...({ type } as { type: 'text' })}
      />
    </div>
  )
}
