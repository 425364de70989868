// Changes of this card that the server did not take: they wait here, as they were typed, until the person decides.
import { useState } from 'preact/hooks'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { drop, pending } from '../../sync/outbox'
import { t } from '../../texts'
import type { Card } from '../../types'
import { nameOf } from './said'

const EditNextStep = later(() => import('./edit').then((it) => it.EditNextStep))
const EditPerson = later(() => import('./edit').then((it) => it.EditPerson))

export function Parked({ card }: { card: Card }) {
  const [open, setOpen] = useState<string | null>(null)
  const items = pending.value.filter(
    (item) => item.kind === 'clients.change' && item.state === 'refused' && item.body.client_id === card.id,
  )
  return items.map(({ id, body, problem }) => {
    const { client_id: _client, base: _base, consents, ...values } = body
    const fields = [...Object.keys(values), ...(consents ? ['consents'] : [])]
    const typed = { id, values: values as Record<string, string>, conflicts: problem?.conflicts ?? [] }
    const close = (): void => setOpen(null)
    const Sheet = fields.some((field) => field.startsWith('next_step')) ? EditNextStep : EditPerson
    return (
      <div key={id} class="parked" role="alert">
        <Icon name="alert" size={20} />
        <p>
          <b>{t('phone.card.not_saved', { fields: fields.map(nameOf).join(', ') })}</b> {problem?.detail}
        </p>
        {!consents && (
          <button type="button" class="button primary" onClick={() => setOpen(id)}>
            {t(problem?.conflicts ? 'phone.card.decide' : 'phone.card.look')}
          </button>
        )}
        <button type="button" class="button" onClick={() => drop(new Set([id]))}>
          {t('phone.card.forget')}
        </button>
        {open === id && <Sheet card={card} typed={typed} onClose={close} />}
      </div>
    )
  })
}
