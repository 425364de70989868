// The card: who this is, how to reach them, what comes next, their cars, the last talk, and the years behind.
import { useEffect, useState } from 'preact/hooks'
import { byWhen, fullDate, rowTime } from '../../clock'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { openLog } from '../../parts/logging'
import { later } from '../../parts/later'
import { addressed, isMe, plainPhone, telephone } from '../../parts/names'
import { Quiet, Skeleton } from '../../parts/page'
import { WaitChip, toldBy } from '../../parts/wait'
import { me } from '../../session'
import { openCard, wantsReading } from '../../sync/cards'
import { cards } from '../../sync/store'
import { cardView, clientLines, refusedFor } from '../../sync/view'
import { capital, t } from '../../texts'
import type { Card as CardRow, Id } from '../../types'
import { BackButton } from '../thread/head'
import { LoyaltyWord } from '../loyalty/word'
import { Visits } from '../desk/visit'
import { About } from './about'
import { Cars } from './cars'
import { Household } from './household'
import { Owner } from './owner'
import { Parked } from './parked'
import { Timeline } from './timeline'

// The parts of a card come with it: one that came later would move what a finger is about to press.
const EditNextStep = later(() => import('./edit').then((it) => it.EditNextStep))
const EditPerson = later(() => import('./edit').then((it) => it.EditPerson))

function Acts({ card, mine }: { card: CardRow; mine: boolean }) {
  const phone = card.phones[0]?.phone
  return (
    <div class="acts">
      {phone ? (
        <a class="act" href={telephone(phone)} title={plainPhone(phone)}>
          <Icon name="call" />
          {t('phone.act.call')}
        </a>
      ) : (
        <span class="act off">
          <Icon name="call" />
          {t('phone.card.no_phone')}
        </span>
      )}
      {card.thread_id ? (
        <a class="act" href={`/threads/${card.thread_id}`}>
          <Icon name="inbox" />
          {t(mine ? 'phone.card.write' : 'phone.thread.talk')}
        </a>
      ) : (
        !mine && (
          <span class="act off">
            <Icon name="inbox" />
            {t('phone.card.no_channel')}
          </span>
        )
      )}
      {mine && !clientLines.value.get(card.id)?.connected && (
        <a class="act" href={`/getting-in/${card.id}`}>
          <Icon name="out" />
          {t('phone.card.invite')}
        </a>
      )}
      <button type="button" class="act" onClick={() => openLog(card.id)}>
        <Icon name="edit" />
        {t('phone.log.title')}
      </button>
    </div>
  )
}

function NextStep({ card, mine }: { card: CardRow; mine: boolean }) {
  const [open, setOpen] = useState(false)
  const missing = (!card.next_step && !card.no_step_at) || undefined
  const words = card.next_step ? (
    <>
      <b>{capital(card.next_step)}</b>
      {card.next_step_at && <span>{byWhen(card.next_step_at)}</span>}
    </>
  ) : (
    <b>{t(card.no_step_at ? 'phone.step.none' : 'phone.card.no_next_step')}</b>
  )
  const inside = (
    <>
      <Icon name={card.next_step ? 'flag' : missing ? 'alert' : 'check'} size={22} />
      <span class="next-words">
        <span class="next-label">{t('phone.card.next_step')}</span>
        {words}
      </span>
    </>
  )
  return (
    <>
      {mine ? (
        <button
          type="button"
          class="next-step"
          data-missing={missing}
          onClick={() => setOpen(true)}
        >
          {inside}
          <Icon name="edit" size={20} />
        </button>
      ) : (
        <div class="next-step" data-missing={missing}>
          {inside}
        </div>
      )}
      {open && <EditNextStep card={card} onClose={() => setOpen(false)} />}
    </>
  )
}

function LastTalk({ card }: { card: CardRow }) {
  const line = clientLines.value.get(card.id)
  if (!card.thread_id || !line?.last_text || !line.last_at) return null
  return (
    <a class="block last-talk" href={`/threads/${card.thread_id}`}>
      <h2>
        {t('phone.card.last_talk')}
        <time dateTime={line.last_at}>{rowTime(line.last_at)}</time>
      </h2>
      <p>{line.last_text}</p>
    </a>
  )
}

function Promised({ card }: { card: CardRow }) {
  if (!card.waiting_since) return null
  const promise = card.promise
  return (
    <div class="block promised">
      <WaitChip line={card} inline />
      {promise && <p>{t('phone.card.promise', { person: promise.person.name, time: byWhen(toldBy(promise)) })}</p>}
    </div>
  )
}

function Who({ card, mine }: { card: CardRow; mine: boolean }) {
  const [open, setOpen] = useState(false)
  const since = card.since ? t('phone.card.since', { date: fullDate(card.since) }) : null
  return (
    <div class="card-who">
      <Avatar id={card.id} name={addressed(card)} size="large" />
      <div>
        <h1 tabIndex={-1}>{addressed(card)}</h1>
        <p class="card-name">{card.name}</p>
        <p class="card-since">
          {[since, isMe(card.owner) ? null : t('phone.clients.owner', { person: card.owner.name })]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {mine && (
        <button type="button" class="round card-edit" aria-label={t('phone.card.edit')} onClick={() => setOpen(true)}>
          <Icon name="edit" size={22} />
        </button>
      )}
      {open && <EditPerson card={card} onClose={() => setOpen(false)} />}
    </div>
  )
}

export function Card({ id }: { id: Id }) {
  const entry = cards.value.get(id)
  const wanted = wantsReading(entry)
  useEffect(() => {
    if (wanted) void openCard(id)
  }, [id, wanted])
  const card = entry?.card ? cardView(entry.card) : null
  const mine = isMe(card?.owner)
  // No feed tells of a card that is only visited: it is read again whenever it is opened.
  useEffect(() => {
    if (entry?.card && !mine) void openCard(id)
  }, [id])
  return (
    <div class="card" data-screen="card" data-client={id} aria-busy={!card}>
      <header class="card-head">
        <BackButton />
      </header>
      <div class="card-scroll">
        {entry?.state === 'hidden' && <Quiet title={t('phone.card.hidden')} text={t('phone.card.hidden_more')} />}
        {entry?.state === 'failed' && <Quiet title={t('phone.card.failed')} text={t('phone.card.failed_more')} />}
        {!card && (!entry || entry.state === 'loading') && <Skeleton rows={4} />}
        {card && (
          <div class="card-body">
            <div class="card-main">
              {refusedFor(card.id) && <Parked card={card} />}
              <Who card={card} mine={mine} />
              <Acts card={card} mine={mine} />
              {card.receptions.length > 0 && <Visits card={card} />}
              <NextStep card={card} mine={mine} />
              <Cars card={card} />
              <Promised card={card} />
              <LastTalk card={card} />
              <LoyaltyWord card={card} mine={mine} />
            </div>
            <div class="card-more">
              <Timeline id={id} items={entry?.timeline ?? []} next={entry?.next ?? null} of={entry?.of ?? null} />
              <Owner card={card} mine={mine} hands={me.value?.person.role === 'supervisor'} />
              <About card={card} mine={mine} />
              <Household card={card} mine={mine} />
            </div>
          </div>
        )}
      </div>
    </div>
  )
}
