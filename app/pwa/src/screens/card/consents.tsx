// What the client agreed to: a yes or a no each, written down the moment it is tapped.
import { Segments } from '../../parts/segments'
import { Sheet } from '../../parts/sheet'
import { changeClient } from '../../sync/mutations'
import { t } from '../../texts'
import type { Card } from '../../types'
import { HistoryLink } from './historylink'

const purposes = ['reminders', 'offers'] as const

export function Consents({ card, onClose }: { card: Card; onClose: () => void }) {
  return (
    <Sheet title={t('phone.card.consents')} onClose={onClose}>
      <p class="sheet-text">{t('phone.consents.more')}</p>
      {purposes.map((purpose) => {
        const given = card.consents.find((consent) => consent.purpose === purpose)?.given ?? null
        const name = t(`phone.purpose.${purpose}`)
        return (
          <div key={purpose} class="field">
            <span class="field-name">{name}</span>
            <Segments
              label={name}
              chosen={given === null ? '' : String(given)}
              onChoose={(chosen) => {
                const to = chosen === 'true'
                if (to !== given) void changeClient(card.id, { consents: { [purpose]: given } }, { consents: { [purpose]: to } })
              }}
              options={[
                { value: 'true', text: t('phone.card.yes') },
                { value: 'false', text: t('phone.card.no') },
              ]}
            />
          </div>
        )
      })}
      <HistoryLink card={card} field="consents" />
    </Sheet>
  )
}
