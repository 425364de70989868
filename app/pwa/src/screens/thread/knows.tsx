// Above the composer: what the card holds of that which is being asked.
import { useState } from 'preact/hooks'
import { Icon } from '../../parts/icon'
import { t } from '../../texts'
import type { Card, Fact } from '../../types'
import { known, type Known } from './known'

/** What the words ask for and the card holds: sending them asks all the same, unless they are about something else. */
export function useKnown(text: string, card: Card | null) {
  const [away, setAway] = useState<readonly Fact[]>([])
  return {
    knows: known(text, card).filter(({ fact }) => !away.includes(fact)),
    putAway: (fact: Fact): void => setAway([...away, fact]),
    forget: (): void => setAway([]),
  }
}

export function KnownRow({ one, onAway }: { one: Known; onAway: () => void }) {
  return (
    <div class="quoting known" role="status" data-knows={one.fact}>
      <Icon name="check" size={20} />
      <span>
        <b>{t(`phone.asks.${one.fact}`)}</b>
        <span>{t('phone.asks.value', { value: one.value })}</span>
      </span>
      <button type="button" class="round" aria-label={t('phone.asks.put_away')} onClick={onAway}>
        <Icon name="close" size={20} />
      </button>
    </div>
  )
}
