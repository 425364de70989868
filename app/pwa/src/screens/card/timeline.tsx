// The years with this client, newest first, month by month; all of it, or the part one asks for.
import { useEffect, useRef } from 'preact/hooks'
import { clockTime, monthYear, sameDay, shortDate } from '../../clock'
import { Icon, type IconName } from '../../parts/icon'
import { shortName } from '../../parts/names'
import { chooseFilter, filter, filters, olderTimeline, readTimeline } from '../../sync/cards'
import { withUnsent } from '../../sync/touches'
import { t } from '../../texts'
import type { Id, TimelineItem } from '../../types'

const icons: Record<string, IconName> = {
  call: 'call',
  visit: 'pin',
  service: 'wrench',
  deal: 'car',
  car: 'car',
  note: 'edit',
  consent: 'check',
  owner: 'me',
  card: 'document',
  channel: 'telegram',
  reception: 'pin',
  next_step: 'flag',
}
const shownOfTalk = 3

/** What was said on one day is one entry; everything else stands alone. */
function entriesOf(items: readonly TimelineItem[]): TimelineItem[][] {
  const entries: TimelineItem[][] = []
  for (const item of items) {
    const before = entries.at(-1)
    const last = before?.at(-1)
    const joins = item.kind === 'message' && last?.kind === 'message' && sameDay(last.at, item.at)
    if (before && joins) before.push(item)
    else entries.push([item])
  }
  return entries
}

function saidBy(item: TimelineItem): string {
  if (item.automatic) return t('phone.thread.automatic')
  return item.who ? shortName(item.who) : t('phone.thread.client')
}

function Said({ items }: { items: readonly TimelineItem[] }) {
  const newest = items[0]!
  const more = items.length - shownOfTalk
  return (
    <a class="event" data-kind="message" href={`/threads/${newest.ref_id}`}>
      <span class="event-icon">
        <Icon name="inbox" size={18} />
      </span>
      <div class="event-words event-talk">
        {items
          .slice(0, shownOfTalk)
          .reverse()
          .map((item) => (
            <p key={item.id} data-automatic={item.automatic || undefined}>
              <b>{saidBy(item)}:</b> {item.text}
            </p>
          ))}
        <span>
          <time dateTime={newest.at}>{`${shortDate(newest.at)}, ${clockTime(newest.at)}`}</time>
          {more > 0 && ` · ${t('phone.card.more_said', { n: more })}`}
        </span>
      </div>
    </a>
  )
}

function Happened({ item }: { item: TimelineItem }) {
  return (
    <div class="event" data-kind={item.kind} data-ref={item.ref_id ?? undefined}>
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
  )
}

function Items({ items }: { items: readonly TimelineItem[] }) {
  let month = ''
  return entriesOf(items).map((entry) => {
    const first = entry[0]!
    const its = monthYear(first.at)
    const begins = its !== month
    month = its
    return (
      <div key={first.id} role="listitem">
        {begins && <p class="month">{its}</p>}
        {first.kind === 'message' ? <Said items={entry} /> : <Happened item={first} />}
      </div>
    )
  })
}

function Filters() {
  return (
    <div class="choices filters" role="group" aria-label={t('phone.card.filter')}>
      {filters.map((one) => (
        <button key={one} type="button" aria-pressed={one === filter.value} data-filter={one} onClick={() => chooseFilter(one)}>
          {t(`phone.card.filter.${one}`)}
        </button>
      ))}
    </div>
  )
}

interface Props {
  id: Id
  items: readonly TimelineItem[]
  next: string | null
  of: string | null
}

export function Timeline({ id, items, next, of }: Props) {
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
  const wanted = filter.value
  useEffect(() => {
    if (of && of !== wanted) void readTimeline(id, wanted)
  }, [id, of, wanted])
  const read = of === wanted
  const shown = withUnsent(id, read ? items : [])
  return (
    <section class="block timeline" aria-busy={!read}>
      <h2>{t('phone.card.timeline')}</h2>
      <Filters />
      {shown.length > 0 && (
        <div role="list">
          <Items items={shown} />
        </div>
      )}
      {read && shown.length === 0 && <p class="sheet-text">{t(`phone.card.none.${wanted}`)}</p>}
      <div ref={end}>
        {read && next && (
          <button type="button" class="button wide" onClick={() => void olderTimeline(id)}>
            {t('phone.card.older')}
          </button>
        )}
      </div>
    </section>
  )
}
