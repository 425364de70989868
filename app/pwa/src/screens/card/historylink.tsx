// The door to a field's history: who changed it, and when.
import { useState } from 'preact/hooks'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { t } from '../../texts'
import type { Card } from '../../types'

const History = later(() => import('./history').then((it) => it.History))

export function HistoryLink({ card, field, small }: { card: Card; field: string; small?: boolean }) {
  const [open, setOpen] = useState(false)
  const name = t(`phone.field.${field}`)
  return (
    <>
      {small ? (
        <button
          type="button"
          class="round"
          aria-label={t('phone.history.of', { field: name })}
          onClick={() => setOpen(true)}
        >
          <Icon name="clock" size={20} />
        </button>
      ) : (
        <button type="button" class="button wide" onClick={() => setOpen(true)}>
          <Icon name="clock" size={20} />
          {t('phone.history.title')}
        </button>
      )}
      {open && <History card={card} field={field} onClose={() => setOpen(false)} />}
    </>
  )
}
