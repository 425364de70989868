// How long it took until a person answered, by the hour in which the client wrote: a picture, and the same as a table.
import { useState } from 'preact/hooks'
import { Section } from '../../parts/page'
import { t } from '../../texts'
import { taken, type OfHour } from './calls'

const wide = 336
const high = 120
const step = wide / 24
const marks = [10, 60, 480]

const clock = (hour: number): string => `${hour}:00`

function Picture({ hours }: { hours: readonly OfHour[] }) {
  const most = Math.max(60, ...hours.map((one) => one.p90))
  // Minutes and whole nights stand in one picture: twice as high is many times as long.
  const y = (minutes: number): number => high - (Math.log1p(minutes) / Math.log1p(most)) * high
  const bar = (one: OfHour, minutes: number, kind: string, inset: number) => (
    <rect
      key={`${one.hour} ${kind}`}
      data-kind={kind}
      x={one.hour * step + inset}
      width={step - 2 * inset}
      y={y(minutes)}
      height={high - y(minutes)}
      rx={2}
    />
  )
  return (
    <figure class="by-hour" aria-hidden="true">
      <svg viewBox={`0 -12 ${wide} ${high + 12}`}>
        {marks
          .filter((minutes) => minutes <= most)
          .map((minutes) => (
            <g key={minutes}>
              <line x1={0} x2={wide} y1={y(minutes)} y2={y(minutes)} />
              <text x={2} y={y(minutes) - 2}>
                {taken(minutes)}
              </text>
            </g>
          ))}
        {hours.map((one) => [bar(one, one.p90, 'p90', 1.5), bar(one, one.median, 'median', 3.5)])}
      </svg>
      <figcaption>
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </figcaption>
      <p class="by-hour-key">
        <span data-kind="median">{t('phone.promises.median')}</span>
        <span data-kind="p90">{t('phone.promises.most')}</span>
      </p>
    </figure>
  )
}

function Table({ hours }: { hours: readonly OfHour[] }) {
  return (
    <table class="trend-table">
      <caption>{t('phone.promises.hours_label')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('phone.promises.hour')}</th>
          <th scope="col">{t('phone.promises.answered')}</th>
          <th scope="col">{t('phone.promises.median')}</th>
          <th scope="col">{t('phone.promises.most')}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map((one) => (
          <tr key={one.hour} data-hour={one.hour}>
            <th scope="row">{clock(one.hour)}</th>
            <td>{one.answered}</td>
            <td>{taken(one.median)}</td>
            <td>{taken(one.p90)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Hours({ hours }: { hours: readonly OfHour[] }) {
  const [asTable, setTable] = useState(false)
  if (hours.length === 0) return null
  return (
    <Section
      title={t('phone.promises.hours')}
      aside={
        <button type="button" class="more" aria-pressed={asTable} onClick={() => setTable(!asTable)}>
          {t(asTable ? 'phone.board.as_picture' : 'phone.board.as_table')}
        </button>
      }
    >
      <div class="group by-hour-group">
        {!asTable && <Picture hours={hours} />}
        <div class={asTable ? '' : 'unseen'}>
          <Table hours={hours} />
        </div>
      </div>
    </Section>
  )
}
