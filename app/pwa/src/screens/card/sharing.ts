// A card's words for another app: to a colleague on a call, into the workshop's own program.
import { byWhen } from '../../clock'
import { plainPhone, spacedPlate } from '../../parts/names'
import { t } from '../../texts'
import type { Card } from '../../types'

export const mayShare = (): boolean => 'share' in navigator

const words = (card: Card): string =>
  [
    card.name,
    ...card.phones.map(({ phone }) => plainPhone(phone)),
    ...card.cars.map(({ title, plate }) => [title, plate && spacedPlate(plate)].filter(Boolean).join(' · ')),
    card.next_step && [t('phone.card.shared_step'), card.next_step, card.next_step_at && byWhen(card.next_step_at)].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join('\n')

/** Opens the system's sheet; whoever closes it has simply changed their mind. */
export const shareCard = (card: Card): Promise<void> => navigator.share({ text: words(card) }).catch(() => {})
