// The supervisor's map: a week by people, in red what nobody covers, the same as a table; who could step in; and the
// emergency override.
import { useEffect, useState } from 'preact/hooks'
import { clockTime, dateField, format, instantOf, sameDay, span } from '../../clock'
import { Icon } from '../../parts/icon'
import { isMe, shortName } from '../../parts/names'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Instant, Named } from '../../types'
import { saidBy } from '../me/standardform'
import { BackButton } from '../thread/head'
import { askDays, dayName, noon, override, readCoverage, spanOf, type Coverage, type Gap, type Row } from './calls'
import { awayWords } from './away'
import { Requests } from './pair'
import { OfferSheet, Substitutions } from './substitution'

const dayLength = 86_400_000
interface Times {
  from_at: Instant
  until_at: Instant
}

const minutes = ({ from_at, until_at }: Times): number => Math.round((Date.parse(until_at) - Date.parse(from_at)) / 60_000)
const datesOf = (from: string): string[] =>
  Array.from({ length: 7 }, (_, place) => dateField(Date.parse(noon(from)) + place * dayLength))
const hours = ({ from_at, until_at }: Times): string => {
  const ends = clockTime(until_at)
  return `${clockTime(from_at)}–${ends === '0:00' ? '24:00' : ends}`
}

/** "62 ч 30 мин": of minutes nobody covers, days would hide too much. */
const long = (n: number): string =>
  n < 60 ? span(n) : t('phone.span.hours', { hours: Math.floor(n / 60), minutes: String(n % 60).padStart(2, '0') })

/** The midnights of the week, its last one included: where clocks are set a day has 23 hours, or 25. */
const midnightsOf = (from: string): number[] =>
  [...datesOf(from), dateField(Date.parse(noon(from)) + 7 * dayLength)].map((on) => Date.parse(instantOf(on, '00:00')))

/** Where in the week an instant lies, each day as wide as any; what lies outside is at the edge. */
function placeOf(at: Instant, midnights: readonly number[]): number {
  const instant = Date.parse(at)
  const day = midnights.findLastIndex((one) => one <= instant)
  if (day < 0) return 0
  if (day >= 7) return 1
  return (day + (instant - midnights[day]!) / (midnights[day + 1]! - midnights[day]!)) / 7
}

/** A stretch of the week as a bar; what lies outside is cut off. */
function Bar({ times, midnights, kind }: { times: Times; midnights: readonly number[]; kind: string }) {
  const [start, end] = [placeOf(times.from_at, midnights), placeOf(times.until_at, midnights)]
  if (end <= start) return null
  return <i data-kind={kind} style={{ insetInlineStart: `${start * 100}%`, inlineSize: `${(end - start) * 100}%` }} />
}

interface StripProps {
  name: string
  note?: string
  times: (Times & { kind: string })[]
  midnights: readonly number[]
}

function Strip({ name, note, times, midnights }: StripProps) {
  return (
    <div class="strip-row">
      <p>
        {name}
        {note && <small>{note}</small>}
      </p>
      <div class="week-strip">
        {times.map((one) => (
          <Bar key={one.from_at} times={one} midnights={midnights} kind={one.kind} />
        ))}
      </div>
    </div>
  )
}

const noteOf = (row: Row): string =>
  row.away ? t(awayWords[row.away]) : row.kept ? (row.pair ? t('phone.coverage.pair', { name: shortName(row.pair) }) : '') : t('phone.coverage.usual')

function Picture({ map }: { map: Coverage }) {
  const midnights = midnightsOf(map.from_on)
  return (
    <div class="coverage-map" aria-hidden="true">
      <div class="strip-days">
        {datesOf(map.from_on).map((on) => (
          <span key={on}>{format(noon(on), { weekday: 'short', day: 'numeric' })}</span>
        ))}
      </div>
      {map.people.map((row) => (
        <Strip key={row.person.id} name={row.person.name} note={noteOf(row)} times={row.shifts} midnights={midnights} />
      ))}
      <Strip
        name={t('phone.coverage.uncovered')}
        times={map.gaps.map((gap) => ({ ...gap, kind: 'gap' }))}
        midnights={midnights}
      />
    </div>
  )
}

function Table({ map }: { map: Coverage }) {
  const dates = datesOf(map.from_on)
  const first = instantOf(map.from_on, '00:00')
  // A night that began the evening before belongs to the first day from midnight on.
  const on = (times: Times[], date: string): string =>
    times
      .map((one) => (Date.parse(one.from_at) < Date.parse(first) ? { ...one, from_at: first } : one))
      .filter((one) => sameDay(one.from_at, noon(date)))
      .map(hours)
      .join(', ')
  return (
    <table>
      <caption class="unseen">{t('phone.coverage.title')}</caption>
      <thead>
        <tr>
          <td />
          {dates.map((date) => (
            <th key={date} scope="col">
              {dayName(date)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {map.people.map((row) => (
          <tr key={row.person.id}>
            <th scope="row">{row.person.name}</th>
            {dates.map((date) => (
              <td key={date}>{on(row.shifts, date) || '—'}</td>
            ))}
          </tr>
        ))}
        <tr data-uncovered>
          <th scope="row">{t('phone.coverage.uncovered')}</th>
          {dates.map((date) => (
            <td key={date}>{on(map.gaps, date) || '—'}</td>
          ))}
        </tr>
      </tbody>
    </table>
  )
}

function GapRow({ gap, all, onAsk }: { gap: Gap; all: number; onAsk: (who: Named) => void }) {
  const whose =
    gap.owners.length === all ? t('phone.coverage.everybody') : gap.owners.map((one) => shortName(one)).join(', ')
  return (
    <div class="gap-row" data-gap={gap.from_at}>
      <p>
        <b>
          {dayName(dateField(gap.from_at))} {hours(gap)}
        </b>
        <small>{t('phone.coverage.whose', { span: long(minutes(gap)), whose })}</small>
      </p>
      {gap.proposal && (
        <button type="button" class="button small" onClick={() => onAsk(gap.proposal!)}>
          {t('phone.coverage.ask', { name: shortName(gap.proposal) })}
        </button>
      )}
    </div>
  )
}

function People({ map, onAway }: { map: Coverage; onAway: (who: Named) => void }) {
  return (
    <Section title={t('phone.coverage.people')}>
      <div class="group settings">
        {map.people.map((row) => (
          <div key={row.person.id} class="setting" data-person={row.person.id}>
            <span>
              {row.person.name}
              <small>{noteOf(row)}</small>
            </span>
            {!row.away && (
              <button type="button" class="button small" onClick={() => onAway(row.person)}>
                {t('phone.coverage.gone')}
              </button>
            )}
          </div>
        ))}
      </div>
    </Section>
  )
}

function Parts({ map, look }: { map: Coverage; look: () => Promise<void> }) {
  const [asTable, setAsTable] = useState(false)
  const [gone, setGone] = useState<Named | null>(null)
  const [offering, setOffering] = useState(false)
  const run = async (act: () => Promise<unknown>, said: string): Promise<void> => {
    try {
      await act()
      if (said) toast(said)
    } catch (error) {
      toast(saidBy(error))
    }
    await look().catch(() => {})
  }
  const managers = map.people.filter((row) => row.role === 'manager').length
  const asked = (gap: Gap, who: Named): void =>
    void run(() => askDays(who.id, [spanOf(gap)], true), t('phone.schedule.swap_asked', { name: shortName(who) }))
  return (
    <>
      <p class="coverage-sum" data-red={map.minutes > 0 || undefined} role="status">
        <Icon name={map.minutes ? 'alert' : 'check'} size={22} />
        {map.minutes ? t('phone.coverage.sum', { span: long(map.minutes) }) : t('phone.coverage.all_covered')}
      </p>
      <Section
        title={t('phone.coverage.week')}
        aside={
          <button type="button" class="more" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'phone.board.as_picture' : 'phone.board.as_table')}
          </button>
        }
      >
        <div class="group">
          {!asTable && <Picture map={map} />}
          {asTable ? (
            <div class="coverage-table" role="region" aria-label={t('phone.coverage.title')} tabIndex={0}>
              <Table map={map} />
            </div>
          ) : (
            <div class="unseen">
              <Table map={map} />
            </div>
          )}
        </div>
      </Section>
      {map.gaps.length > 0 && (
        <Section title={t('phone.coverage.gaps')}>
          <div class="group">
            {map.gaps.map((gap) => (
              <GapRow key={gap.from_at} gap={gap} all={managers} onAsk={(who) => asked(gap, who)} />
            ))}
          </div>
        </Section>
      )}
      <People map={map} onAway={setGone} />
      <Requests requests={map.requests.filter((one) => one.kind === 'substitution')} run={(act) => run(act, '')} />
      <Substitutions agreed={map.substitutions} run={(act) => run(act, '')} onOffer={() => setOffering(true)} />
      {offering && (
        <OfferSheet
          owners={map.people.filter((row) => row.role === 'manager').map((row) => row.person)}
          helpers={map.people.map((row) => row.person).filter((one) => !isMe(one))}
          first={null}
          onDone={look}
          onClose={() => setOffering(false)}
        />
      )}
      {gone && (
        <Confirm
          danger
          title={t('phone.coverage.gone_title', { name: gone.name })}
          text={t('phone.coverage.gone_more')}
          action={t('phone.coverage.gone_yes')}
          onYes={() => void run(() => override(gone.id, null), t('phone.coverage.gone_done', { name: shortName(gone) }))}
          onClose={() => setGone(null)}
        />
      )}
    </>
  )
}

export function CoverageMap() {
  const [map, setMap] = useState<Coverage | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const look = async (): Promise<void> => setMap(await readCoverage())
  useEffect(() => {
    look().catch((error: unknown) => setFailure(saidBy(error)))
  }, [])
  return (
    <div class="page detail" data-screen="coverage">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.coverage.title')}</h1>
      </header>
      <div class="page-scroll">
        {!map && (failure ? <Quiet title={failure} /> : <Skeleton rows={5} />)}
        {map && <Parts map={map} look={look} />}
      </div>
    </div>
  )
}
