// The form of a new card: three fields, the button under the thumb.
import { useState } from 'preact/hooks'
import { t } from '../texts'
import type { NewClient } from '../sync/mutations'
import type { PushResult } from '../types'
import { Field } from './field'

/** Why there is no card: a sentence, or a full book, which a yes overrules. */
export type NotMade = string | { full: string }

export const notMade = ({ problem }: PushResult): NotMade => {
  const said = problem?.detail ?? t('phone.refused')
  return problem?.code === 'over_capacity' ? { full: said } : said
}

interface FormProps {
  name?: string
  onMake: (client: NewClient) => Promise<NotMade | null>
}

/** "Соколова Анна Сергеевна" is addressed as "Анна Сергеевна": a proposal, never a decision. */
function proposedAddress(name: string): string {
  const [family, given, patronymic] = name.trim().split(/\s+/)
  if (given && patronymic && /(вна|вич|ична|кызы|оглы)$/i.test(patronymic)) return `${given} ${patronymic}`
  if (family && given && /(вна|вич|ична)$/i.test(given)) return `${family} ${given}`
  return given && patronymic === undefined ? given : (family ?? '')
}

export function NewClientForm({ name: given = '', onMake }: FormProps) {
  const [name, setName] = useState(given)
  const [address, setAddress] = useState<string | null>(null)
  const [phone, setPhone] = useState('')
  const [refusal, setRefusal] = useState<NotMade | null>(null)
  const [busy, setBusy] = useState(false)
  const full = refusal !== null && typeof refusal !== 'string'
  const called = address ?? proposedAddress(name)
  const make = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!name.trim() || busy) return
    setBusy(true)
    const client: NewClient = { name: name.trim(), address_form: called.trim() || name.trim() }
    if (phone.trim()) client.phone = phone.trim()
    if (full) client.confirmed = true
    setRefusal(await onMake(client))
    setBusy(false)
  }
  return (
    <form class="form" onSubmit={(event) => void make(event)}>
      <Field
        label={t('phone.new.name')}
        hint={t('phone.new.name_hint')}
        value={name}
        onInput={setName}
        required
        autocomplete="off"
      />
      <Field
        label={t('phone.new.address_form')}
        hint={t('phone.new.address_form_hint')}
        value={called}
        onInput={setAddress}
        autocomplete="off"
      />
      <Field
        label={t('phone.new.phone')}
        hint={t('phone.new.phone_hint')}
        value={phone}
        onInput={setPhone}
        type="tel"
        autocomplete="off"
      />
      {refusal && (
        <p class="refusal" role="alert">
          {typeof refusal === 'string' ? refusal : refusal.full}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={!name.trim() || busy}>
        {t(full ? 'phone.new.make_anyway' : 'phone.new.make')}
      </button>
    </form>
  )
}
