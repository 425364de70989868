// Phones and emails of a client: whose each is, which is no longer theirs, and one more.
import { useEffect, useState } from 'preact/hooks'
import { Field } from '../../parts/field'
import { Icon } from '../../parts/icon'
import { plainPhone } from '../../parts/names'
import { Segments } from '../../parts/segments'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { attended } from '../../sync/attended'
import { openCard } from '../../sync/cards'
import { addContact, endContact, labelContact, restoreContact } from '../../sync/mutations'
import { drop } from '../../sync/outbox'
import { t } from '../../texts'
import type { Card, Id, Label, PushResult } from '../../types'
import { HistoryLink } from './historylink'

const patience = 3000

const labels = (): { value: Label; text: string }[] =>
  (['own', 'family', 'company'] as const).map((value) => ({ value, text: t(`phone.label.${value}`) }))

/** Why the server said no, as the person can act on it; null when it said yes or has not answered yet. */
async function refusal(answered: Promise<PushResult>): Promise<string | null> {
  const tired = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience))
  const result = await Promise.race([answered, tired])
  if (!result || result.outcome === 'applied') return null
  drop(new Set([result.id]))
  return result.problem?.errors?.[0]?.message ?? result.problem?.detail ?? t('phone.refused')
}

interface RowProps {
  card: Card
  contact: { id: Id; text: string; label: Label }
}

function ContactRow({ card, contact }: RowProps) {
  const [open, setOpen] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const end = (): void => {
    void endContact(card.id, contact.id)
    toast(t('phone.contacts.ended', { value: contact.text }), () => void restoreContact(card.id, contact.id))
  }
  const relabel = async (label: Label): Promise<void> => {
    if (label === contact.label) return
    setRefused(await refusal(labelContact(card.id, contact.id, label)))
    void openCard(card.id)
  }
  return (
    <li class="contact">
      <button type="button" class="contact-head" aria-expanded={open} onClick={() => setOpen(!open)}>
        <b>{contact.text}</b>
        <span>{t(`phone.label.${contact.label}`)}</span>
        <Icon name="down" size={18} />
      </button>
      {open && (
        <div class="contact-more">
          <Segments
            label={t('phone.contacts.whose')}
            chosen={contact.label}
            options={labels()}
            onChoose={(label) => void relabel(label)}
          />
          {contact.label !== 'own' && <p class="sheet-text">{t('phone.contacts.shared_more')}</p>}
          {refused && (
            <p class="refusal" role="alert">
              {refused}
            </p>
          )}
          <button type="button" class="button wide danger-text" onClick={end}>
            {t('phone.contacts.end')}
          </button>
        </div>
      )}
    </li>
  )
}

function Add({ card }: { card: Card }) {
  const [value, setValue] = useState('')
  const [label, setLabel] = useState<Label>('own')
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const add = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (!value.trim() || busy) return
    setBusy(true)
    const kind = value.includes('@') ? 'email' : 'phone'
    const no = await refusal(addContact(card.id, { kind, value: value.trim(), label }))
    setBusy(false)
    setRefused(no)
    if (no) return
    setValue('')
    setLabel('own')
    void openCard(card.id)
  }
  return (
    <form class="form" onSubmit={(event) => void add(event)}>
      <Field
        label={t('phone.contacts.add')}
        hint={t('phone.contacts.add_hint')}
        value={value}
        onInput={setValue}
        autocomplete="off"
      />
      <Segments label={t('phone.contacts.whose')} chosen={label} options={labels()} onChoose={setLabel} />
      {label !== 'own' && <p class="sheet-text">{t('phone.contacts.shared_more')}</p>}
      {refused && (
        <p class="refusal" role="alert">
          {refused}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={!value.trim() || busy} aria-busy={busy}>
        {t('phone.contacts.save')}
      </button>
    </form>
  )
}

export function Contacts({ card, onClose }: { card: Card; onClose: () => void }) {
  useEffect(() => {
    attended.add(card.id)
    return () => void attended.delete(card.id)
  }, [card.id])
  const rows = [
    ...card.phones.map(({ id, phone, label }) => ({ id, label, text: plainPhone(phone) })),
    ...card.emails.map(({ id, email, label }) => ({ id, label, text: email })),
  ]
  return (
    <Sheet title={t('phone.field.contacts')} onClose={onClose}>
      {rows.length > 0 && (
        <ul class="contacts">
          {rows.map((contact) => (
            <ContactRow key={contact.id} card={card} contact={contact} />
          ))}
        </ul>
      )}
      <Add card={card} />
      <HistoryLink card={card} field="contacts" />
    </Sheet>
  )
}
