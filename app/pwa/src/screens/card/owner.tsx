// Whose client this is and was, the mark of a client who does not know it yet, and handing them to a colleague.
import { useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { Skeleton } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { openCard } from '../../sync/cards'
import { toldOwner } from '../../sync/mutations'
import { known, t } from '../../texts'
import type { Card, Id, Instant, Named } from '../../types'
import { Offer } from '../books/offer'
import { Receivers, useBooks } from '../books/receivers'

interface Spell {
  owner: Named
  from_at: Instant
  by: Named | null
  because: string
}

function Spells({ id }: { id: Id }) {
  const [spells, setSpells] = useState<Spell[] | string | null>(null)
  const read = (): void => {
    ask<{ owners: Spell[] }>(`/api/clients/${id}/owners`).then(
      (answer) => setSpells(answer.owners),
      (error: unknown) => setSpells(error instanceof Problem ? error.message : t('phone.cut.now')),
    )
  }
  if (typeof spells === 'string') return <p>{spells}</p>
  return (
    <details
      class="spells"
      onToggle={(event) => {
        if (event.currentTarget.open) read()
      }}
    >
      <summary>{t('phone.owner.history')}</summary>
      {!spells && <Skeleton rows={1} />}
      <ol>
        {spells?.map((spell) => (
          <li key={spell.from_at}>
            <b>{spell.owner.name}</b>
            <span>
              {[
                t('phone.owner.since', { date: fullDate(spell.from_at) }),
                known(`phone.owner.because.${spell.because}`),
                spell.by && spell.by.id !== spell.owner.id ? spell.by.name : null,
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}

function HandSheet({ card, onClose }: { card: Card; onClose: () => void }) {
  const found = useBooks()
  const [to, setTo] = useState<Id | null>(null)
  return (
    <Sheet title={t('phone.hand.one', { name: card.name })} onClose={onClose}>
      <Receivers giver={card.owner.id} chosen={to} onChoose={setTo} found={found} />
      {to && (
        <Offer
          wish={{ from_id: card.owner.id, to_id: to, clients: [card.id], announce: true }}
          onDone={(done) => {
            toast(t('phone.hand.done', { n: done.clients, name: done.receiver.name }))
            void openCard(card.id)
            onClose()
          }}
        />
      )}
    </Sheet>
  )
}

/** The owner's block of a card. `hands` = a supervisor looks, who may hand the client to a colleague. */
export function Owner({ card, mine, hands }: { card: Card; mine: boolean; hands: boolean }) {
  const [open, setOpen] = useState(false)
  const told = (): void => {
    void toldOwner(card.id).then((result) => {
      if (result.outcome === 'applied') toast(t('phone.owner.told_saved'))
    })
  }
  return (
    <section class="block owner" data-owner={card.owner.name}>
      <h2>{t('phone.owner.title')}</h2>
      <p class="owner-now">
        <Icon name="me" size={20} />
        <b>{card.owner.name}</b>
      </p>
      {card.untold_since && (
        <div class="owner-untold" role="note">
          <p>{t(mine ? 'phone.owner.untold_mine' : 'phone.owner.untold', { date: fullDate(card.untold_since) })}</p>
          {mine && (
            <button type="button" class="button" onClick={told}>
              <Icon name="check" size={20} />
              {t('phone.owner.told')}
            </button>
          )}
        </div>
      )}
      <Spells key={card.owner.id} id={card.id} />
      {hands && (
        <button type="button" class="button wide" onClick={() => setOpen(true)}>
          <Icon name="forward" size={20} />
          {t('phone.hand.to_colleague')}
        </button>
      )}
      {open && <HandSheet card={card} onClose={() => setOpen(false)} />}
    </section>
  )
}
