// How loyal the house was, day by day: a picture, and the same figures as a table.
import { useState } from 'preact/hooks'
import { shortDate } from '../../clock'
import { t } from '../../texts'
import type { Status } from '../loyalty/calls'
import type { Day } from './calls'

export const statuses: readonly Status[] = ['loyal', 'warm', 'unproven', 'at_risk']
const wide = 320
const high = 120

/** One band of the picture: from what lies below it to what it adds, over all days. */
function band(days: readonly Day[], place: number): string {
  const x = (index: number): number => (days.length < 2 ? 0 : (index / (days.length - 1)) * wide)
  const sum = (day: Day, upto: number): number => statuses.slice(0, upto).reduce((all, one) => all + day[one], 0)
  const y = (day: Day, upto: number): number => high - (sum(day, upto) / (sum(day, statuses.length) || 1)) * high
  const point = (day: Day, index: number, upto: number): string => `${x(index).toFixed(1)} ${y(day, upto).toFixed(1)}`
  const top = days.map((day, index) => point(day, index, place + 1))
  const bottom = days.map((day, index) => point(day, index, place)).reverse()
  return `M${[...top, ...bottom].join('L')}Z`
}

export const nameOf = (status: Status): string => t(`phone.board.status.${status}`)

function Picture({ days }: { days: readonly Day[] }) {
  return (
    <figure class="trend">
      <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" role="img" aria-label={t('phone.board.trend_label')}>
        {statuses.map((status, place) => (
          <path key={status} data-status={status} d={band(days, place)} />
        ))}
      </svg>
      <figcaption>
        <span>{shortDate(days[0]!.on)}</span>
        <span>{shortDate(days[days.length - 1]!.on)}</span>
      </figcaption>
    </figure>
  )
}

function Table({ days }: { days: readonly Day[] }) {
  const weekly = days.filter((_, index) => (days.length - 1 - index) % 7 === 0)
  return (
    <table class="trend-table">
      <caption>{t('phone.board.trend_label')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('phone.board.day')}</th>
          {statuses.map((status) => (
            <th key={status} scope="col">
              {nameOf(status)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weekly.map((day) => (
          <tr key={day.on}>
            <th scope="row">{shortDate(day.on)}</th>
            {statuses.map((status) => (
              <td key={status}>{day[status]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Trend({ days }: { days: readonly Day[] }) {
  const [asTable, setTable] = useState(false)
  if (days.length < 2) return null
  return (
    <section class="block">
      <h2>
        {t('phone.board.trend')}
        <button type="button" class="button small" aria-pressed={asTable} onClick={() => setTable(!asTable)}>
          {t(asTable ? 'phone.board.as_picture' : 'phone.board.as_table')}
        </button>
      </h2>
      {asTable ? <Table days={days} /> : <Picture days={days} />}
    </section>
  )
}
