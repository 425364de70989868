// The form of a new card: three fields, the button under the thumb.
import { useState } from 'preact/hooks'
import { t } from '../texts'
import { FoundRow } from '../screens/clients/rows'
import type { NewClient } from '../sync/mutations'
import type { FoundClient, ProblemBody } from '../types'
import { Field } from './field'

interface FormProps {
  name?: string
  phone?: string
  onMake: (client: NewClient) => Promise<ProblemBody | null>
  onFound: (found: FoundClient) => void
}

/** "Соколова Анна Сергеевна" is addressed as "Анна Сергеевна": a proposal, never a decision. */
function proposedAddress(name: string): string {
  const [family, given, patronymic] = name.trim().split(/\s+/)
  if (given && patronymic && /(вна|вич|ична|кызы|оглы)$/i.test(patronymic)) return `${given} ${patronymic}`
  if (family && given && /(вна|вич|ична)$/i.test(given)) return `${family} ${given}`
  return given && patronymic === undefined ? given : (family ?? '')
}

/** Those whom the house knows already: a card is opened, or a visit received, before another one is made. */
function Known({ problem, onFound }: { problem: ProblemBody; onFound: (found: FoundClient) => void }) {
  return (
    <div class="known" role="list">
      {problem.found?.map((client) => (
        <div key={client.id} role="listitem">
          <FoundRow found={client} onPick={() => onFound(client)} />
        </div>
      ))}
    </div>
  )
}

export function NewClientForm({ name: given = '', phone: dialled = '', onMake, onFound }: FormProps) {
  const [name, setName] = useState(given)
  const [address, setAddress] = useState<string | null>(null)
  const [phone, setPhone] = useState(dialled)
  const [refusal, setRefusal] = useState<ProblemBody | null>(null)
  // Questions the person answered with yes; each stays answered when another one follows.
  const [overruled, setOverruled] = useState<{ namesakes?: boolean; over_capacity?: boolean }>({})
  const [busy, setBusy] = useState(false)
  const called = address ?? proposedAddress(name)
  const alike = refusal?.code === 'namesakes'
  const full = refusal?.code === 'over_capacity'
  const make = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!name.trim() || busy) return
    setBusy(true)
    const client: NewClient = { name: name.trim(), address_form: called.trim() || name.trim() }
    if (phone.trim()) client.phone = phone.trim()
    if (overruled.namesakes || alike) client.namesake = true
    if (overruled.over_capacity || full) client.confirmed = true
    setOverruled({ namesakes: client.namesake, over_capacity: client.confirmed })
    setRefusal(await onMake(client))
    setBusy(false)
  }
  return (
    <form class="form" onSubmit={(event) => void make(event)}>
      <Field
        label={t('phone.new.name')}
        hint={t('phone.new.name_hint')}
        value={name}
        onInput={(typed) => {
          setName(typed)
          if (alike || overruled.namesakes) setRefusal(null)
          setOverruled({ ...overruled, namesakes: false })
        }}
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
          {refusal.detail ?? t('phone.refused')}
        </p>
      )}
      {refusal?.found && <Known problem={refusal} onFound={onFound} />}
      <button type="submit" class="button primary wide" disabled={!name.trim() || busy}>
        {t(alike ? 'phone.new.another' : full ? 'phone.new.make_anyway' : 'phone.new.make')}
      </button>
    </form>
  )
}
