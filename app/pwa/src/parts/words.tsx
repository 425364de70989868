// A field for a few lines of words. With a `label` it is named by it, unseen, and shows it while it is empty.
interface WordsProps {
  id: string
  value: string
  longest: number
  label?: string
  required?: boolean
  onWords: (value: string) => void
}

export function WordsField({ id, value, longest, label, required, onWords }: WordsProps) {
  return (
    <>
      {label && (
        <label class="unseen" for={id}>
          {label}
        </label>
      )}
      <textarea
        id={id}
        class="note-field"
        value={value}
        maxLength={longest}
        placeholder={label}
        required={required}
        onInput={(event) => onWords(event.currentTarget.value)}
      />
    </>
  )
}
