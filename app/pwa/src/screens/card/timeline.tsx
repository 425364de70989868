// The years with this client, newest first, month by month.
import { useEffect, useRef } from 'preact/hooks'
import { monthYear, shortDate } from '../../clock'
import { Icon, type IconName } from '../../parts/icon'
import { olderTimeline } from '../../sync/cards'
import { t } from '../../texts'
import type { Id, TimelineItem } from '../../types'

const icons: Record<string, IconName> = {
  message: 'inbox',
  call: 'call',
  visit: 'pin',
  service: 'wrench',
  deal: 'car',
  note: 'edit',
  consent: 'check',
  owner: 'me',
  card: 'document',
  channel: 'telegram',
  step: 'flag',
  reception: 'pin',
}

function Items({ items }: { items: readonly TimelineItem[] }) {
  let month = ''
  return items.map((item) => {
    const its = monthYear(item.at)
    const begins = its !== month
    month = its
    return (
      <div key={item.id} role="listitem">
        {begins && <p class="month">{its}</p>}
        <div class="event" data-kind={item.kind}>
          <span class="event-icon">
            <Icon name={icons[item.kind] ?? 'check'} size={18} />
          </span>
          <div class="event-words">
            <p>{item.text}</p>
            <span>
              <time dateTime={item.at}>{shortDate(item.at)}</time>
              {item.who && ` · ${item.who.name}`}
            </span>
          </div>
        </div>
      </div>
    )
  })
}

export function Timeline({ id, items, next }: { id: Id; items: readonly TimelineItem[]; next: string | null }) {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!next || !end.current) return
    const sight = new IntersectionObserver(
      (seen) => {
        if (seen.some((one) => one.isIntersecting)) void olderTimeline(id)
      },
      { rootMargin: '300px' },
    )
    sight.observe(end.current)
    return () => sight.disconnect()
  }, [id, next])
  if (items.length === 0) return null
  return (
    <section class="block timeline">
      <h2>{t('phone.card.timeline')}</h2>
      <div role="list">
        <Items items={items} />
      </div>
      <div ref={end}>
        {next && (
          <button type="button" class="button wide" onClick={() => void olderTimeline(id)}>
            {t('phone.card.older')}
          </button>
        )}
      </div>
    </section>
  )
}
