// Why something of a car was not written down, and whether a yes would help.
import { Problem } from '../../api'
import { t } from '../../texts'

export interface Trouble {
  words: string
  confirmable: boolean
}

export function troubleOf(error: unknown, confirmed = false): Trouble {
  // No answer: what the person has confirmed stays confirmed, so that the next press asks for the same.
  if (!(error instanceof Problem)) return { words: t('phone.cut.now'), confirmable: confirmed }
  if (error.body.code === 'key_reused') return { words: t('phone.car.written_before'), confirmable: false }
  const field = error.body.errors?.[0]
  return { words: field?.message ?? error.message, confirmable: field?.code.startsWith('odometer_') ?? false }
}

/** The end of a form about a car: why it was not written down, and the button that writes it or confirms it. */
export function Saves({ trouble, busy }: { trouble: Trouble | null; busy: boolean }) {
  return (
    <>
      {trouble && (
        <p class="refusal" role="alert">
          {trouble.words}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={busy} aria-busy={busy}>
        {t(trouble?.confirmable ? 'phone.car.confirm' : 'phone.save')}
      </button>
    </>
  )
}
