// The numbers: of the duty, which clients read; and of the people whose turn may come, with a call to try each.
import { useState } from 'preact/hooks'
import { fullDate } from '../../clock'
import { Field } from '../../parts/field'
import { Icon } from '../../parts/icon'
import { plainPhone } from '../../parts/names'
import { toast } from '../../parts/toast'
import { me } from '../../session'
import { t } from '../../texts'
import { putHousePhone, putPhone, saidBy, type StaffPhone, type Telephony, testCall } from './calls'

interface NumberProps {
  label: string
  known: string
  onSave: (phone: string) => Promise<void>
}

/** One number; the button stands there only while there is something to keep. */
function NumberForm({ label, known, onSave }: NumberProps) {
  const [phone, setPhone] = useState(known)
  const [refusal, setRefusal] = useState<string | null>(null)
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      await onSave(phone)
      setRefusal(null)
      toast(t('phone.saved'))
    } catch (error) {
      setRefusal(saidBy(error))
    }
  }
  return (
    <form class="number-form" noValidate onSubmit={(event) => void save(event)}>
      <Field label={label} type="tel" value={phone} onInput={setPhone} hint={t('phone.telephony.no_number')} max={60} />
      {phone.trim() !== known && (
        <button type="submit" class="button primary">
          {t('phone.save')}
        </button>
      )}
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </form>
  )
}

export function DutyNumber() {
  const known = plainPhone(me.value?.dealership.phone ?? '')
  const save = async (phone: string): Promise<void> => {
    const dealership = await putHousePhone(phone)
    if (me.value) me.value = { ...me.value, dealership }
  }
  return (
    <section class="block telephony-block" data-duty-number>
      <h2>{t('phone.telephony.duty')}</h2>
      <p class="sheet-text">{t('phone.telephony.duty_explain')}</p>
      <NumberForm key={known} label={t('phone.telephony.number')} known={known} onSave={save} />
    </section>
  )
}

interface RowProps {
  one: StaffPhone
  rings: boolean
  onChange: (now: Telephony) => void
}

function PersonNumber({ one, rings, onChange }: RowProps) {
  const [busy, setBusy] = useState(false)
  const call = async (): Promise<void> => {
    setBusy(true)
    try {
      await testCall(one.id)
      toast(t('phone.telephony.calling', { name: one.name }))
    } catch (error) {
      toast(saidBy(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <li class="number-row" data-numbered={!!one.phone}>
      <NumberForm
        key={one.phone}
        label={one.name}
        known={one.phone ?? ''}
        onSave={async (phone) => onChange(await putPhone(one.id, phone))}
      />
      {one.phone && rings && (
        <button type="button" class="button" disabled={busy} onClick={() => void call()}>
          <Icon name="call" size={18} />
          {t('phone.telephony.test')}
        </button>
      )}
    </li>
  )
}

export function Numbers({ found, onChange }: { found: Telephony; onChange: (now: Telephony) => void }) {
  const without = found.people.filter((one) => !one.phone).map((one) => one.name)
  return (
    <section class="block telephony-block">
      <h2>{t('phone.telephony.people')}</h2>
      <p class="sheet-text">{t('phone.telephony.people_explain')}</p>
      {without.length > 0 && (
        <p class="number-missing" role="status">
          <Icon name="alert" size={18} />
          {t('phone.telephony.without', { people: without.join(', ') })}
        </p>
      )}
      <ul class="number-rows">
        {found.people.map((one) => (
          <PersonNumber key={one.id} one={one} rings={!!found.webhook} onChange={onChange} />
        ))}
      </ul>
      {found.last && (
        <p class="sheet-text" data-last={found.last.state} role="status">
          {t('phone.telephony.last', { when: fullDate(found.last.at), text: found.last.text })}
        </p>
      )}
    </section>
  )
}
