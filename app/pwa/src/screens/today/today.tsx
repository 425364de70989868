// Today: on duty till when and who then, who waits by promised time, what comes next.
import { byWhen, clockTime, longDate, now, sameDay, shortDate } from '../../clock'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { addressed, carLine, isMe, shortName } from '../../parts/names'
import { Mark, Page, Quiet, Section, Skeleton } from '../../parts/page'
import { ThreadRow } from '../../parts/threadrow'
import { me } from '../../session'
import { day, loaded } from '../../sync/store'
import { clientLines, waiting } from '../../sync/view'
import { capital, t } from '../../texts'
import type { Day } from '../../types'

const shown = 4

function Duty({ duty }: { duty: NonNullable<Day['on_duty']> }) {
  const args = {
    person: duty.person ? shortName(duty.person) : '',
    until: duty.until_at ? byWhen(duty.until_at) : '',
    then: !duty.then ? '' : isMe(duty.then) ? t('phone.thread.you') : shortName(duty.then),
  }
  const mine = isMe(duty.person)
  const words = !duty.person
    ? t('phone.today.nobody_until', args)
    : duty.until_at
      ? t(mine ? 'phone.today.you_until' : 'phone.today.until', args)
      : t(mine ? 'phone.today.you' : 'phone.today.on_duty', args)
  return (
    <p class="duty" data-mine={mine || undefined}>
      <span class="duty-dot" aria-hidden="true" />
      <span>
        {words}
        {duty.then && <span class="duty-then">{t('phone.today.then', args)}</span>}
      </span>
    </p>
  )
}

function Waiting() {
  const lines = waiting.value
  if (lines.length === 0)
    return (
      <Quiet
        icon={<Mark size={52} />}
        title={t('phone.today.nobody_waits')}
        text={t('phone.today.nobody_waits_more')}
      />
    )
  const more = lines.length > shown && (
    <a class="more" href="/inbox">
      {t('phone.today.all_waiting', { n: lines.length })}
      <Icon name="forward" size={16} />
    </a>
  )
  return (
    <Section title={t('phone.today.waiting')} aside={more}>
      <div class="group">
        {lines.slice(0, shown).map((line) => (
          <ThreadRow key={line.thread_id} line={line} />
        ))}
      </div>
    </Section>
  )
}

// Today's steps by the clock; room that is left goes to the latest of earlier days, never to a pile of them.
function nearest(items: Day['items']): Day['items'] {
  const today = items.filter((item) => item.at && (sameDay(item.at, now.value) || Date.parse(item.at) > now.value))
  const earlier = items.filter((item) => !today.includes(item)).reverse()
  return [...today, ...earlier].slice(0, 3)
}

function NextRow({ item }: { item: Day['items'][number] }) {
  const past = !!item.at && !sameDay(item.at, now.value)
  return (
    <a class="row next-row" href={item.client_id ? `/clients/${item.client_id}` : '/'}>
      <time class="next-time" data-past={past || undefined}>
        {item.at ? (past ? shortDate(item.at) : clockTime(item.at)) : '·'}
      </time>
      <span class="next-what">
        <b>{capital(item.title)}</b>
        {item.because && <span>{item.because}</span>}
      </span>
    </a>
  )
}

function Next({ items }: { items: Day['items'] }) {
  if (items.length === 0) return null
  return (
    <Section title={t('phone.today.next')}>
      <div class="group">
        {nearest(items).map((item) => (
          <NextRow key={item.id} item={item} />
        ))}
      </div>
    </Section>
  )
}

function ReachOut({ suggestions }: { suggestions: Day['reach_out'] }) {
  const first = suggestions[0]
  const line = first && clientLines.value.get(first.client_id)
  if (!first || !line) return null
  return (
    <Section title={t('phone.today.reach_out')}>
      <div class="group">
        <a class="row" href={`/clients/${line.id}`}>
          <Avatar id={line.id} name={addressed(line)} />
          <span class="row-main">
            <span class="row-title">
              <b>{addressed(line)}</b>
              <span class="row-car">{carLine(line)}</span>
            </span>
            <span class="row-last lines-2">{first.because}</span>
          </span>
        </a>
      </div>
    </Section>
  )
}

export function Today() {
  if (me.value?.person.role === 'specialist') return <Specialist />
  const today = day.value
  return (
    <Page
      screen="today"
      title={t('phone.nav.today')}
      over={longDate(now.value)}
      below={today?.on_duty && me.value?.person.role === 'manager' && <Duty duty={today.on_duty} />}
      busy={!loaded.value}
    >
      {loaded.value ? <Waiting /> : <Skeleton rows={4} />}
      {today && <Next items={today.items} />}
      {today && <ReachOut suggestions={today.reach_out} />}
    </Page>
  )
}

function Specialist() {
  return (
    <Page screen="today" title={t('phone.nav.today')} over={longDate(now.value)}>
      <Quiet icon={<Mark size={52} />} title={t('phone.specialist.title')} text={t('phone.specialist.text')} />
    </Page>
  )
}
