// Not here: ill from now, leave by days, and back again.
import { useState } from 'preact/hooks'
import { byWhen, dateField, now, shortDate } from '../../clock'
import { Field } from '../../parts/field'
import { Icon } from '../../parts/icon'
import { Confirm, Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import { saidBy } from '../me/standardform'
import { comeBack, dayName, goAway, type Absence, type Schedule } from './calls'
import type { Run } from './pair'

export const awayWords = {
  leave: 'phone.schedule.leave',
  ill: 'phone.schedule.ill',
  away: 'phone.schedule.away',
} as const

function Leave({ onDone, onClose }: { onDone: (schedule: Schedule) => void; onClose: () => void }) {
  const tomorrow = dateField(now.value + 86_400_000)
  const [from, setFrom] = useState(tomorrow)
  const [until, setUntil] = useState(tomorrow)
  const [refusal, setRefusal] = useState<string | null>(null)
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    try {
      onDone(await goAway('leave', from, until))
      onClose()
    } catch (error) {
      setRefusal(saidBy(error))
    }
  }
  return (
    <Sheet title={t('phone.schedule.leave')} onClose={onClose}>
      <form class="form" onSubmit={(event) => void save(event)}>
        <div class="field-pair">
          <Field label={t('phone.schedule.first_day')} type="date" value={from} onInput={setFrom} required />
          <Field label={t('phone.schedule.last_day')} type="date" value={until} onInput={setUntil} required />
        </div>
        <p class="sheet-text">{t('phone.schedule.leave_explain')}</p>
        {refusal && (
          <p class="refusal" role="alert">
            {refusal}
          </p>
        )}
        <button type="submit" class="button primary wide">
          {t('phone.save')}
        </button>
      </form>
    </Sheet>
  )
}

function AbsenceRow({ absence, run }: { absence: Absence; run: Run }) {
  // The clock of the page is some seconds behind the house that wrote it down.
  const begun = Date.parse(absence.from_at) <= now.value + 60_000
  // The end is midnight after the last day: the day itself is what people know.
  const last = absence.until_at && shortDate(Date.parse(absence.until_at) - 60_000)
  const words = last
    ? t('phone.schedule.away_until', { from: byWhen(absence.from_at), until: last })
    : t('phone.schedule.away_since', { from: byWhen(absence.from_at) })
  return (
    <div class="setting" data-absence={absence.kind}>
      <span>
        {t(awayWords[absence.kind])}
        <small>{words}</small>
      </span>
      <button type="button" class="button small" onClick={() => void run(() => comeBack(absence.id))}>
        {t(begun ? 'phone.schedule.back' : 'phone.schedule.cancel')}
      </button>
    </div>
  )
}

interface AwayProps {
  schedule: Schedule
  run: Run
  onNextOff: () => void
  onDone: (schedule: Schedule) => void
}

export function AwayPart({ schedule, run, onNextOff, onDone }: AwayProps) {
  const [asking, setAsking] = useState<'ill' | 'leave' | null>(null)
  const gone = schedule.absences.some((one) => Date.parse(one.from_at) <= now.value + 60_000)
  const next = schedule.ahead[1]
  return (
    <>
      <div class="quick-acts">
        {!!next?.shifts.length && (
          <button type="button" class="button" onClick={onNextOff}>
            <Icon name="sun" size={20} />
            {t('phone.schedule.next_off', { day: dayName(next.on) })}
          </button>
        )}
        {!gone && (
          <button type="button" class="button" onClick={() => setAsking('ill')}>
            <Icon name="alert" size={20} />
            {t('phone.schedule.ill_now')}
          </button>
        )}
        <button type="button" class="button" onClick={() => setAsking('leave')}>
          <Icon name="clock" size={20} />
          {t('phone.schedule.leave')}
        </button>
      </div>
      {schedule.absences.length > 0 && (
        <div class="group settings">
          {schedule.absences.map((one) => (
            <AbsenceRow key={one.id} absence={one} run={run} />
          ))}
        </div>
      )}
      {asking === 'ill' && (
        <Confirm
          title={t('phone.schedule.ill_now')}
          text={t('phone.schedule.ill_explain')}
          action={t('phone.schedule.ill_yes')}
          onYes={() => void run(() => goAway('ill', null, null))}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'leave' && <Leave onDone={onDone} onClose={() => setAsking(null)} />}
    </>
  )
}
