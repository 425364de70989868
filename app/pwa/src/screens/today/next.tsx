// What comes next by the clock: steps written on cards, and tasks that a tap ticks off.
import { useState } from 'preact/hooks'
import { clockTime, now, sameDay, shortDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { Section } from '../../parts/page'
import { toast } from '../../parts/toast'
import { completeTask, reopenTask } from '../../sync/mutations'
import { clientLines, dayItems } from '../../sync/view'
import { capital, t } from '../../texts'
import type { DayItem } from '../../types'

const shown = 3

// Today's steps first; room that is left goes to the latest of earlier days, never to a pile of them.
function byNeed(items: readonly DayItem[]): DayItem[] {
  const today = items.filter((item) => sameDay(item.at, now.value) || Date.parse(item.at) > now.value)
  const earlier = items.filter((item) => !today.includes(item)).reverse()
  return [...today, ...earlier]
}

const byClock = (a: DayItem, b: DayItem): number => a.at.localeCompare(b.at)

function tick(item: DayItem): void {
  void completeTask(item.id, item.says)
  toast(t('phone.today.task_done', { title: item.title }), () => reopenTask(item.id))
}

const isGone = (item: DayItem): boolean => item.says === 'task.service.gone'

// A car that its client says is not theirs any more: a tick alone would not say which of the two was found out.
function GoneOrNot({ item }: { item: DayItem }) {
  const choice = (outcome: string | null, answer: string) => (
    <button
      type="button"
      class="button small"
      onClick={() => {
        void completeTask(item.id, item.says, outcome)
        toast(t('phone.today.answered', { answer }), () => reopenTask(item.id))
      }}
    >
      {answer}
    </button>
  )
  return (
    <div class="next-answers" role="group" aria-label={item.title}>
      {choice(null, t('phone.today.car_left'))}
      {choice('stays', t('phone.today.car_stays'))}
    </div>
  )
}

const inTalk = ['first_words', 'unreached']

// First words are written in the talk, and what did not arrive stands there; whatever else begins at the card.
function placeOf(item: DayItem): string {
  if (!item.client_id) return '/'
  const thread = inTalk.includes(item.kind) && clientLines.value.get(item.client_id)?.thread_id
  return thread ? `/threads/${thread}` : `/clients/${item.client_id}`
}

function NextRow({ item }: { item: DayItem }) {
  const past = !sameDay(item.at, now.value)
  return (
    <div class="next-item" data-task={item.task || undefined} data-kind={item.kind}>
      <a class="row next-row" href={placeOf(item)}>
        <time class="next-time" dateTime={item.at} data-past={past || undefined}>
          {past ? shortDate(item.at) : clockTime(item.at)}
        </time>
        <span class="next-what">
          <b>{capital(item.title)}</b>
          {item.because && <span>{item.because}</span>}
        </span>
      </a>
      {item.task && isGone(item) && <GoneOrNot item={item} />}
      {item.task && !isGone(item) && (
        <button
          type="button"
          class="next-tick"
          aria-label={t('phone.today.tick', { title: item.title })}
          onClick={() => tick(item)}
        >
          <Icon name="check" size={20} />
        </button>
      )}
    </div>
  )
}

export function Next() {
  const [all, setAll] = useState(false)
  const items = byNeed(dayItems.value)
  const tasks = items.filter((item) => item.task).length
  if (items.length === 0) return null
  const shownNow = (all ? [...items] : items.slice(0, shown)).sort(byClock)
  // A pile of old steps stays hidden; tasks wait to be ticked off, so all of them can be seen.
  const more = !all && tasks > shown && (
    <button type="button" class="more" onClick={() => setAll(true)}>
      {t('phone.today.all_next', { n: items.length - shown })}
    </button>
  )
  return (
    <Section title={t('phone.today.next')} aside={more}>
      <div class="group">
        {shownNow.map((item) => (
          <NextRow key={item.id} item={item} />
        ))}
      </div>
    </Section>
  )
}
