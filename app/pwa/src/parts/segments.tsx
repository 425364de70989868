// Two or three words of which one is chosen.
interface SegmentsProps<V extends string> {
  label: string
  chosen: V
  options: readonly { value: V; text: string }[]
  onChoose: (value: V) => void
}

export function Segments<V extends string>({ label, chosen, options, onChoose }: SegmentsProps<V>) {
  return (
    <div class="segments" role="group" aria-label={label}>
      {options.map(({ value, text }) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {text}
        </button>
      ))}
    </div>
  )
}
