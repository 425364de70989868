// Today: on duty till when and who then, who waits by promised time, what comes next.
import { byWhen, longDate, now } from '../../clock'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { addressed, carLine, isMe, shortName } from '../../parts/names'
import { Mark, Page, Quiet, Section, Skeleton } from '../../parts/page'
import { ThreadRow } from '../../parts/threadrow'
import { me } from '../../session'
import { day, loaded } from '../../sync/store'
import { clientLines, unseenNotices, waiting } from '../../sync/view'
import { t } from '../../texts'
import type { Day } from '../../types'
import { Next } from './next'

// A specialist's day is another one: their questions.
const Specialist = later(() => import('../questions/questions').then((it) => it.Questions))
const Notices = later(() => import('./notices').then((it) => it.Notices))
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
      {unseenNotices.value.length > 0 && <Notices />}
      {today && <Next />}
      {today && <ReachOut suggestions={today.reach_out} />}
    </Page>
  )
}
