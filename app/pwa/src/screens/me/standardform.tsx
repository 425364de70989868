// One standard of the house: its fields, a sentence about them, and Save; a refusal stands above the button.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Problem } from '../../api'
import { toast } from '../../parts/toast'
import { t } from '../../texts'

/** What the house says to it: of the field that is wrong, if it names one. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Problem)) return t('phone.cut.now')
  return error.body.errors?.[0]?.message ?? error.message
}

interface StandardFormProps<R> {
  title: string
  explain: string
  send: () => Promise<R>
  onSaved: (rules: R) => void
  children: ComponentChildren
}

export function StandardForm<R>(props: StandardFormProps<R>) {
  const [refusal, setRefusal] = useState<string | null>(null)
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      props.onSaved(await props.send())
      setRefusal(null)
      toast(t('phone.saved'))
    } catch (error) {
      setRefusal(saidBy(error))
    }
  }
  return (
    <form class="form block" onSubmit={(event) => void save(event)}>
      <h2>{props.title}</h2>
      {props.children}
      <p class="sheet-text">{props.explain}</p>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" class="button primary wide">
        {t('phone.save')}
      </button>
    </form>
  )
}
