// Loyalty on the card: one word with its largest reason. It opens to the losses.
import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { cards } from '../../sync/store'
import { t } from '../../texts'
import type { Card } from '../../types'
import { readLoyalty, type Loyalty } from './calls'

const Losses = later(() => import('./losses').then((it) => it.Losses))
const remembered = new Map<string, Loyalty>()

export function LoyaltyWord({ card, mine }: { card: Card; mine: boolean }) {
  const [loyalty, setLoyalty] = useState<Loyalty | null>(() => remembered.get(card.id) ?? null)
  const [open, setOpen] = useState(false)
  const [cut, setCut] = useState(false)
  const read = (): void => {
    readLoyalty(card.id).then(
      (found) => {
        remembered.set(card.id, found)
        setLoyalty(found)
      },
      () => setCut(true), // without a line the word that was known stays
    )
  }
  // The card is read again whenever its line in the book changes: so is this.
  useEffect(read, [card.id, cards.value.get(card.id)?.card])
  if (!loyalty && cut) return null
  if (!loyalty) return <div class="loyalty-place" aria-busy="true" /> // its place, so that nothing moves
  const worst = loyalty.losses.find((loss) => loss.points >= 0.5)
  return (
    <>
      <button
        type="button"
        class="loyalty-word"
        data-status={loyalty.status}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <i class="loyalty-dot" aria-hidden="true" />
        <span class="loyalty-said">
          <span class="next-label">{t('phone.loyalty.title')}</span>
          <b>{loyalty.word}</b>
          {worst && <span>{worst.text}</span>}
        </span>
        <Icon name="forward" size={20} />
      </button>
      {open && (
        <Losses card={card} loyalty={loyalty} mine={mine} onChanged={read} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
