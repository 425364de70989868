// Those who share a life and often a car with this client: one tap to their card, where it may be seen.
import { useState } from 'preact/hooks'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { isMe, shortName } from '../../parts/names'
import { t } from '../../texts'
import type { Card, Relative } from '../../types'

const EditHousehold = later(() => import('./relatives').then((it) => it.EditHousehold))

export const relativeFacts = (one: Relative): string =>
  [
    t(`phone.family.${one.role}`),
    one.phone_tail && `…${one.phone_tail.replace(/^(\d\d)(\d\d)$/, '$1-$2')}`,
    !isMe(one.owner) && t('phone.clients.owner', { person: shortName(one.owner) }),
  ]
    .filter(Boolean)
    .join(' · ')

function RelativeRow({ one }: { one: Relative }) {
  const inside = (
    <>
      <Avatar id={one.client_id} name={one.name} size="small" />
      <span class="relative-words">
        <b>{one.name}</b>
        <span>{relativeFacts(one)}</span>
      </span>
    </>
  )
  return one.opens ? (
    <a class="relative" href={`/clients/${one.client_id}`}>
      {inside}
      <Icon name="forward" size={18} />
    </a>
  ) : (
    <div class="relative">{inside}</div>
  )
}

export function Household({ card, mine }: { card: Card; mine: boolean }) {
  const [open, setOpen] = useState(false)
  const members = card.household?.members ?? []
  if (members.length === 0 && !mine) return null
  return (
    <section class="block household">
      <h2>{t('phone.family.title')}</h2>
      {members.map((one) => (
        <RelativeRow key={one.client_id} one={one} />
      ))}
      {mine && (
        <button type="button" class="button wide" onClick={() => setOpen(true)}>
          {t(members.length ? 'phone.family.change' : 'phone.family.add')}
        </button>
      )}
      {open && <EditHousehold card={card} onClose={() => setOpen(false)} />}
    </section>
  )
}
