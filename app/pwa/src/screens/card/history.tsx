// The history of one field, newest first: what it became, what it was, who and when.
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api'
import { clockTime, fullDate } from '../../clock'
import { Skeleton } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import type { Card, FieldChange } from '../../types'
import { nameOf, said } from './said'

interface Page {
  items: FieldChange[]
  next: string | null
  since: string
}
const pageSize = 20

function Change({ change, grouped }: { change: FieldChange; grouped: boolean }) {
  const { field, before, after } = change
  const contact = field === 'contacts'
  const words =
    contact && before === null
      ? t('phone.history.added', { value: said(field, after) })
      : contact && after === null
        ? t('phone.history.ended', { value: said(field, before) })
        : said(field, after)
  return (
    <li>
      {grouped && !contact && <span class="history-field">{nameOf(field)}</span>}
      <b>{words}</b>
      {!contact && <span>{t('phone.history.before', { value: said(field, before) })}</span>}
      <span>
        <time dateTime={change.at}>
          {fullDate(change.at)}, {clockTime(change.at)}
        </time>
        {change.who && ` · ${change.who.name}`}
      </span>
    </li>
  )
}

export function History({ card, field, onClose }: { card: Card; field: string; onClose: () => void }) {
  const [page, setPage] = useState<Page | null>(null)
  const [failed, setFailed] = useState(false)
  const read = async (after: string): Promise<void> => {
    setFailed(false)
    const path = `/api/clients/${card.id}/fields/${field}/history?limit=${pageSize}&after=${encodeURIComponent(after)}`
    try {
      const fresh = await ask<Page>(path)
      setPage((had) => ({ ...fresh, items: [...(after ? (had?.items ?? []) : []), ...fresh.items] }))
    } catch {
      setFailed(true)
    }
  }
  useEffect(() => void read(''), [field])
  const grouped = new Set(page?.items.map((item) => item.field)).size > 1 || field === 'hours'
  return (
    <Sheet title={t('phone.history.of', { field: t(`phone.field.${field}`) })} onClose={onClose}>
      {!page && !failed && <Skeleton rows={2} />}
      {page && (
        <ol class="history">
          {page.items.map((change) => (
            <Change key={change.id} change={change} grouped={grouped} />
          ))}
          {!page.next && (
            <li class="history-begin">
              {t(page.items.length ? 'phone.history.begin' : 'phone.history.never', { date: fullDate(page.since) })}
            </li>
          )}
        </ol>
      )}
      {page?.next && (
        <button type="button" class="button wide" onClick={() => void read(page.next!)}>
          {t('phone.card.older')}
        </button>
      )}
      {failed && (
        <button type="button" class="button wide" onClick={() => void read(page?.next ?? '')}>
          {t('phone.history.failed')}
        </button>
      )}
    </Sheet>
  )
}
