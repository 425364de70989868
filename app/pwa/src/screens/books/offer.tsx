// What a transfer would do, and the one button that does it: the same for a whole book and for one client.
import { useEffect, useRef, useState } from 'preact/hooks'
import { byWhen } from '../../clock'
import { announce } from '../../parts/announce'
import { uuid7 } from '../../ids'
import { Icon } from '../../parts/icon'
import { Skeleton } from '../../parts/page'
import { t } from '../../texts'
import { hand, isFull, look, saidBy, type Announced, type Preview, type Transfer, type Wish } from './calls'

function Words({ one }: { one: Announced }) {
  return (
    <figure class="offer-words" lang={one.language}>
      <figcaption>
        {t('phone.hand.announced', {
          n: one.clients,
          language: t(one.language === 'ru' ? 'phone.hand.in_russian' : 'phone.hand.in_english'),
          time: byWhen(one.first_at),
        })}
      </figcaption>
      <blockquote>{one.text}</blockquote>
    </figure>
  )
}

function Figures({ seen }: { seen: Preview }) {
  const { room } = seen
  return (
    <>
      <dl class="offer-figures">
        <dt>{t('phone.hand.clients')}</dt>
        <dd>{seen.clients}</dd>
        <dt>{t('phone.hand.waiting')}</dt>
        <dd>{seen.waiting}</dd>
        <dt>{t('phone.hand.promises')}</dt>
        <dd>{seen.promises}</dd>
        <dt>{t('phone.hand.told')}</dt>
        <dd>{seen.clients - seen.untold}</dd>
        <dt>{t('phone.hand.untold')}</dt>
        <dd>{seen.untold}</dd>
      </dl>
      <div class="offer-room" data-over={room.over || undefined}>
        <p>
          <b>{seen.receiver.name}</b>
          <span>{t('phone.hand.room', { now: room.clients, after: room.after, capacity: room.capacity })}</span>
        </p>
        <meter min={0} max={Math.max(room.capacity, room.after)} value={room.after} high={room.capacity} />
        {room.hours_after > 0 && (
          <p>{t('phone.hand.hours', { n: Math.round(room.hours_after), now: Math.round(room.hours_now) })}</p>
        )}
        <p class="offer-basis">{room.basis}</p>
      </div>
    </>
  )
}

interface OfferProps {
  wish: Wish
  onDone: (done: Transfer) => void
}

export function Offer({ wish, onDone }: OfferProps) {
  const [seen, setSeen] = useState<Preview | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // One transfer however often the button or the line stutters.
  const id = useRef(uuid7())
  useEffect(() => {
    setSeen(null)
    setRefusal(null)
    id.current = uuid7()
    let stale = false
    look(wish).then(
      (found) => !stale && setSeen(found),
      (error: unknown) => !stale && setRefusal(saidBy(error)),
    )
    return () => {
      stale = true
    }
  }, [JSON.stringify(wish)])
  const act = async (): Promise<void> => {
    if (!seen || busy) return
    setBusy(true)
    announce(t('phone.hand.busy', { n: seen.clients }))
    try {
      onDone(await hand(id.current, wish, seen.room.over))
    } catch (error) {
      // The book filled up since the figures were read: they are read anew and the question stands.
      if (isFull(error)) setSeen(await look(wish).catch(() => seen))
      setRefusal(saidBy(error))
    }
    setBusy(false)
  }
  return (
    <div class="offer" aria-busy={busy || (!seen && !refusal)}>
      {!seen && !refusal && <Skeleton rows={2} />}
      {seen && <Figures seen={seen} />}
      {seen?.announcements.map((one) => (
        <Words key={one.language} one={one} />
      ))}
      {seen && seen.untold > 0 && <p class="sheet-text">{t('phone.hand.untold_more', { n: seen.untold })}</p>}
      {seen?.room.over && (
        <p class="refusal" role="alert">
          {t('phone.hand.over', { name: seen.receiver.name, n: seen.room.after, capacity: seen.room.capacity })}
        </p>
      )}
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      {seen && (
        <button type="button" class="button primary wide" disabled={busy} onClick={() => void act()}>
          <Icon name="forward" size={20} />
          {busy
            ? t('phone.hand.busy', { n: seen.clients })
            : t(seen.room.over ? 'phone.hand.do_anyway' : 'phone.hand.do', { n: seen.clients })}
        </button>
      )}
    </div>
  )
}
