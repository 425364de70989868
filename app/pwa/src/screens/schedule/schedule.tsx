// My schedule: what holds for two weeks, the usual week below it, who is my pair, and the ways to change each.
import { useState } from 'preact/hooks'
import { Problem } from '../../api'
import { format } from '../../clock'
import { useAside } from '../../parts/aside'
import { Icon } from '../../parts/icon'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { shortName } from '../../parts/names'
import { toast } from '../../parts/toast'
import { me } from '../../session'
import { capital, t } from '../../texts'
import { saidBy } from '../me/standardform'
import { BackButton } from '../thread/head'
import { AwayPart, awayWords } from './away'
import { askDays, dayName, noon, putSchedule, readSchedule, spansSaid, type Ahead, type Plan, type Schedule, type Span } from './calls'
import { DaySheet } from './day'
import { Pair, Requests, type Run } from './pair'
import { OfferSheet, Substitutions } from './substitution'

type Chosen = { day: Ahead } | { weekday: number } | null

// The 5th of January 2026 was a Monday.
const weekdayName = (weekday: number): string => capital(format(noon(`2026-01-${String(5 + weekday).padStart(2, '0')}`), { weekday: 'long' }))

const withDay = (plan: Plan, on: string, spans: Span[] | null): Plan => ({
  ...plan,
  days: [...plan.days.filter((one) => one.on !== on), ...(spans ? [{ on, spans }] : [])],
})
const withWeekday = (plan: Plan, weekday: number, spans: Span[]): Plan => ({
  ...plan,
  follows: false,
  week: plan.week.map((one, place) => (place === weekday ? spans : one)),
})

function AheadRow({ day, onOpen }: { day: Ahead; onOpen: () => void }) {
  const words = day.away ? t(awayWords[day.away]) : spansSaid(day.spans)
  return (
    <button type="button" class="day-row" data-on={day.on} data-off={!day.shifts.length || undefined} onClick={onOpen}>
      <b>{dayName(day.on)}</b>
      <span>
        {words}
        {day.holiday && <small>{day.holiday}</small>}
        {day.differs && !day.away && <small>{t('phone.schedule.differs')}</small>}
      </span>
      {day.spans.some((one) => one.kind === 'duty') && !day.away && <Icon name="moon" size={18} />}
      <Icon name="forward" size={16} />
    </button>
  )
}

interface EditorProps {
  schedule: Schedule
  chosen: NonNullable<Chosen>
  save: (change: (plan: Plan) => Plan) => Promise<void>
  run: Run
  onClose: () => void
}

function Editor({ schedule, chosen, save, run, onClose }: EditorProps) {
  if ('weekday' in chosen)
    return (
      <DaySheet
        title={weekdayName(chosen.weekday)}
        note={t('phone.schedule.every_week')}
        spans={schedule.week[chosen.weekday]!}
        usual={schedule.usual}
        onSave={(spans) => save((plan) => withWeekday(plan, chosen.weekday, spans))}
        onClose={onClose}
      />
    )
  const { on, spans, differs, holiday } = chosen.day
  const { pair } = schedule
  const swap = async (night: Span): Promise<void> => {
    const rest = spans.filter((one) => one !== night)
    await askDays(pair!.id, [{ on, spans: [night] }], true, [{ on, spans: rest }])
    toast(t('phone.schedule.swap_asked', { name: shortName(pair!) }))
    await run(readSchedule)
  }
  return (
    <DaySheet
      title={dayName(on)}
      note={holiday && t('phone.schedule.holiday', { name: holiday })}
      spans={spans}
      usual={schedule.usual}
      onSave={(changed) => save((plan) => withDay(plan, on, changed))}
      onClose={onClose}
      {...(pair ? { swap: { name: shortName(pair), act: swap } } : {})}
      {...(differs ? { reset: () => save((plan) => withDay(plan, on, null)) } : {})}
    />
  )
}

function Parts({ schedule, show }: { schedule: Schedule; show: (schedule: Schedule) => void }) {
  const [chosen, setChosen] = useState<Chosen>(null)
  const [offering, setOffering] = useState(false)
  const manager = me.value?.person.role === 'manager'
  // A change is of one day: where the rest moved meanwhile, the next press lays it over what stands now.
  const save = async (change: (plan: Plan) => Plan): Promise<void> => {
    try {
      show(await putSchedule(change(schedule)))
    } catch (error) {
      if (error instanceof Problem && error.body.code === 'schedule_moved') show(await readSchedule())
      throw error
    }
  }
  const run: Run = async (act) => {
    try {
      await act()
      show(await readSchedule())
    } catch (error) {
      toast(saidBy(error))
      void readSchedule().then(show, () => {})
    }
  }
  const nextOff = async (): Promise<void> => {
    const { on, spans, differs } = schedule.ahead[1]!
    try {
      const after = await putSchedule(withDay(schedule, on, []))
      show(after)
      const undo = (): void => void run(() => putSchedule(withDay(after, on, differs ? spans : null)))
      toast(t('phone.schedule.next_is_off', { day: dayName(on) }), undo)
    } catch (error) {
      toast(saidBy(error))
      void readSchedule().then(show, () => {})
    }
  }
  return (
    <>
      {schedule.warnings.map((text) => (
        <p key={text} class="coverage-warning" role="alert">
          <Icon name="alert" size={20} />
          {text}
        </p>
      ))}
      <Requests requests={schedule.requests} run={run} />
      <AwayPart schedule={schedule} run={run} onNextOff={() => void nextOff()} onDone={show} />
      <Section title={t('phone.schedule.two_weeks')}>
        <div class="group">
          {schedule.ahead.map((day) => (
            <AheadRow key={day.on} day={day} onOpen={() => setChosen({ day })} />
          ))}
        </div>
      </Section>
      <Section title={t('phone.schedule.week')}>
        <div class="group">
          {schedule.week.map((spans, weekday) => (
            <button key={weekday} type="button" class="day-row" data-weekday={weekday} onClick={() => setChosen({ weekday })}>
              <b>{weekdayName(weekday)}</b>
              <span>{spansSaid(spans)}</span>
              <Icon name="forward" size={16} />
            </button>
          ))}
        </div>
        {schedule.changed_by && schedule.changed_by.id !== me.value?.person.id && (
          <p class="coverage-note">{t('phone.schedule.changed_by', { name: schedule.changed_by.name })}</p>
        )}
      </Section>
      {(manager || schedule.substitutions.length > 0) && (
        <Substitutions agreed={schedule.substitutions} run={run} onOffer={manager ? () => setOffering(true) : null} />
      )}
      {offering && (
        <OfferSheet
          owners={[]}
          helpers={schedule.helpers}
          first={schedule.pair}
          onDone={() => run(readSchedule)}
          onClose={() => setOffering(false)}
        />
      )}
      {manager && <Pair schedule={schedule} run={run} />}
      {chosen && <Editor schedule={schedule} chosen={chosen} save={save} run={run} onClose={() => setChosen(null)} />}
    </>
  )
}

export function MySchedule() {
  const { value: schedule, failure, show } = useAside('schedule', readSchedule)
  return (
    <div class="page detail" data-screen="schedule">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.schedule.title')}</h1>
      </header>
      <div class="page-scroll">
        {!schedule && (failure ? <Quiet title={failure} /> : <Skeleton rows={6} />)}
        {schedule && failure && <p class="coverage-note" role="status">{failure}</p>}
        {schedule && <Parts schedule={schedule} show={show} />}
      </div>
    </div>
  )
}
