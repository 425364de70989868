// What the clock says of a car: the next service, about when and why; and what was done, written down by a tap.
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api'
import { fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { isMe } from '../../parts/names'
import { capital, t } from '../../texts'
import { recordOf } from '../../sync/replica'
import type { CarEvent } from '../../cardtypes'
import type { Card, Id } from '../../types'

const Workshop = later(() => import('./workshop').then((it) => it.Workshop))

const over = ['done', 'elsewhere', 'not_theirs', 'missed']
const week = 7 * 86_400_000

function Line({ event }: { event: CarEvent }) {
  const { from_on, to_on } = event.interval
  const weeks = Math.max(1, Math.round((Date.parse(to_on) - Date.parse(from_on)) / week / 2))
  const args = { title: event.title, date: fullDate(event.expected_on), n: weeks }
  return (
    <div class="coming" data-state={event.state} data-event={event.id}>
      <Icon name="wrench" size={18} />
      <p>
        <b>{t('phone.car.coming', args)}</b>
        <span>{capital(event.basis)}</span>
        {event.state !== 'expected' && <span class="coming-state">{capital(event.state_text)}</span>}
      </p>
    </div>
  )
}

export function Coming({ card, car }: { card: Card; car: Id }) {
  const [events, setEvents] = useState<CarEvent[]>([])
  const [open, setOpen] = useState(false)
  // The card comes anew whenever a feed tells of it; so do its events. Until then, and without a line, those of the disk.
  useEffect(() => {
    let fresh = false
    const show = (events: CarEvent[]): void => ((fresh = true), setEvents(events))
    void recordOf(card.id).then((kept) => fresh || (kept && setEvents(kept.coming)))
    ask<{ events: CarEvent[] }>(`/api/clients/${card.id}/events`).then(
      (answer) => show(answer.events),
      () => {},
    )
  }, [card])
  const next = events.filter((event) => event.car_id === car && !over.includes(event.state)).at(-1)
  return (
    <>
      {next && <Line event={next} />}
      {(isMe(card.owner) || card.receptions.length > 0) && (
        <button type="button" class="car-write" onClick={() => setOpen(true)}>
          {t('phone.car.write')}
        </button>
      )}
      {open && <Workshop client={card.id} car={car} mine={isMe(card.owner)} onClose={() => setOpen(false)} />}
    </>
  )
}
