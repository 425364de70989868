// Changing a household: who belongs to it, in which role, and who no longer does.
import { useEffect, useState } from 'preact/hooks'
import { HouseSearch } from '../../parts/housesearch'
import { Icon } from '../../parts/icon'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { attended } from '../../sync/attended'
import { openCard } from '../../sync/cards'
import { addRelative, endRelative } from '../../sync/mutations'
import { drop } from '../../sync/outbox'
import { t } from '../../texts'
import type { Card, FamilyRole, FoundClient, Relative } from '../../types'
import { relativeFacts } from './household'

const roles: readonly FamilyRole[] = ['partner', 'parent', 'child', 'relative', 'driver', 'payer', 'head']

function Roles({ label, chosen, onChoose }: { label: string; chosen: FamilyRole; onChoose: (role: FamilyRole) => void }) {
  return (
    <div class="field">
      <span class="field-name">{label}</span>
      <div class="choices" role="group" aria-label={label}>
        {roles.map((role) => (
          <button key={role} type="button" aria-pressed={role === chosen} onClick={() => onChoose(role)}>
            {t(`phone.family.${role}`)}
          </button>
        ))}
      </div>
    </div>
  )
}

function Member({ card, one }: { card: Card; one: Relative }) {
  const own_role = card.household?.role
  const end = (): void => {
    void endRelative(card.id, one.client_id)
    toast(t('phone.family.ended', { name: one.name }), () => {
      void addRelative(card.id, { relative_id: one.client_id, as_role: one.role, own_role })
    })
  }
  return (
    <li class="relative">
      <span class="relative-words">
        <b>{one.name}</b>
        <span>{relativeFacts(one)}</span>
      </span>
      <button type="button" class="round" aria-label={t('phone.family.end', { name: one.name })} onClick={end}>
        <Icon name="close" size={20} />
      </button>
    </li>
  )
}

function Join({ card, found, onDone }: { card: Card; found: FoundClient; onDone: () => void }) {
  const [role, setRole] = useState<FamilyRole>('partner')
  const [own, setOwn] = useState<FamilyRole>('head')
  const [refused, setRefused] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const add = async (): Promise<void> => {
    setBusy(true)
    const result = await addRelative(card.id, { relative_id: found.id, as_role: role, own_role: own })
    setBusy(false)
    if (result.outcome === 'applied') return (void openCard(card.id), onDone())
    drop(new Set([result.id]))
    setRefused(result.problem?.detail ?? t('phone.refused'))
  }
  return (
    <div class="form">
      <Roles label={t('phone.family.who', { name: found.name })} chosen={role} onChoose={setRole} />
      {!card.household && (
        <Roles label={t('phone.family.who', { name: card.name })} chosen={own} onChoose={setOwn} />
      )}
      {refused && (
        <p class="refusal" role="alert">
          {refused}
        </p>
      )}
      <button type="button" class="button primary wide" disabled={busy} aria-busy={busy} onClick={() => void add()}>
        {t('phone.family.join')}
      </button>
    </div>
  )
}

export function EditHousehold({ card, onClose }: { card: Card; onClose: () => void }) {
  const [picked, setPicked] = useState<FoundClient | null>(null)
  useEffect(() => {
    attended.add(card.id)
    return () => void attended.delete(card.id)
  }, [card.id])
  const members = card.household?.members ?? []
  const known = new Set([card.id, ...members.map((one) => one.client_id)])
  return (
    <Sheet title={t('phone.family.title')} onClose={onClose}>
      {members.length > 0 && !picked && (
        <ul class="relatives">
          {members.map((one) => (
            <Member key={one.client_id} card={card} one={one} />
          ))}
        </ul>
      )}
      {picked ? (
        <Join card={card} found={picked} onDone={() => setPicked(null)} />
      ) : (
        <HouseSearch without={known} hint={t('phone.family.search')} onPick={setPicked} />
      )}
    </Sheet>
  )
}
