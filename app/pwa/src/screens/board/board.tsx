// The supervisor's board: what cannot wait, the two numbers, causes with their clients, managers with their load.
import { useEffect, useState } from 'preact/hooks'
import { byWhen, clockTime } from '../../clock'
import { Icon } from '../../parts/icon'
import { shortName } from '../../parts/names'
import { Quiet, Skeleton } from '../../parts/page'
import { beside } from '../../router'
import { t } from '../../texts'
import { saidBy } from '../books/calls'
import { BehindRow, BehindSheet } from './behind'
import { readBoard, type Board as BoardRow, type Cause, type ManagerBoard, type Wanted } from './calls'
import { nameOf, statuses, Trend } from './trend'

type Open = (wanted: Wanted) => void
const again = 60_000

function Now({ board, onOpen }: { board: BoardRow; onOpen: Open }) {
  const open = board.complaints.filter((one) => !one.closed_at)
  const [late, unhappy] = [board.late[0], open[0]]
  return (
    <section class="block board-now">
      <h2>{t('phone.board.now')}</h2>
      {late && (
        <a class="now-row" data-tone="red" href={board.late.length > 1 ? '/inbox' : `/threads/${late.thread_id}`}>
          <Icon name="clock" size={20} />
          <span>
            <b>{t('phone.board.late', { n: board.late.length })}</b>
            {t('phone.board.late_first', {
              name: late.name ?? t('phone.lobby.nameless'),
              person: shortName(late.promise.person),
              time: byWhen(late.promise.by_at),
            })}
          </span>
        </a>
      )}
      {unhappy && (
        <button
          type="button"
          class="now-row"
          data-tone="red"
          onClick={() => onOpen({ title: t('phone.board.complaints', { n: open.length }), component: 'complaint' })}
        >
          <Icon name="alert" size={20} />
          <span>
            <b>{t('phone.board.complaints', { n: open.length })}</b>
            {t('phone.board.complaint_first', {
              name: unhappy.name,
              person: shortName(unhappy.owner),
              time: byWhen(unhappy.due_at),
            })}
          </span>
        </button>
      )}
      {!late && !unhappy && (
        <p class="now-row" data-tone="green">
          <Icon name="check" size={20} />
          <span>{t('phone.board.all_well')}</span>
        </p>
      )}
      <p class="now-row">
        <Icon name="moon" size={20} />
        <span>{t('phone.board.uncovered', { n: Math.round(board.uncovered_minutes / 60) })}</span>
      </p>
    </section>
  )
}

function Numbers({ board, onOpen }: { board: BoardRow; onOpen: Open }) {
  const { totals } = board
  return (
    <section class="block">
      <h2>{t('phone.board.loyalty')}</h2>
      <div class="numbers">
        <button type="button" onClick={() => onOpen({ title: nameOf('loyal'), status: 'loyal' })}>
          <b>{totals.proven_share}%</b>
          <span>{t('phone.board.proven', { loyal: totals.loyal, n: totals.clients })}</span>
        </button>
        <button
          type="button"
          data-lacking={totals.in_hand_share < 100 || undefined}
          onClick={() => onOpen({ title: t('phone.board.out_of_hand_title'), out_of_hand: true })}
        >
          <b>{totals.in_hand_share}%</b>
          <span>{t('phone.board.in_hand', { n: totals.out_of_hand })}</span>
        </button>
      </div>
      <div class="shares" aria-hidden="true">
        {statuses.map((status) => (
          <i key={status} data-status={status} style={{ flexGrow: totals[status] }} />
        ))}
      </div>
      <div class="share-names">
        {statuses.map((status) => (
          <button
            key={status}
            type="button"
            data-status={status}
            onClick={() => onOpen({ title: nameOf(status), status })}
          >
            <i class="status-dot" aria-hidden="true" />
            {nameOf(status)} <b>{totals[status]}</b>
          </button>
        ))}
      </div>
      <p class="loss-quiet">
        {[
          totals.score_mean === null ? null : t('phone.board.mean', { n: Math.round(totals.score_mean) }),
          totals.care_mean === null ? null : t('phone.loyalty.care', { n: Math.round(totals.care_mean * 100) }),
          t('phone.board.excluded', { n: totals.excluded }),
          t('phone.board.weights', { version: board.weights_version }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </section>
  )
}

function CauseBlock({ cause, onOpen }: { cause: Cause; onOpen: Open }) {
  return (
    <div class="cause" data-component={cause.component}>
      <button type="button" class="cause-head" onClick={() => onOpen({ title: cause.text, component: cause.component })}>
        <span>
          <b>{cause.text}</b>
          <small>
            {t('phone.board.clients', { n: cause.clients })}, {t('phone.board.points', { n: Math.round(cause.points) })}
          </small>
        </span>
        <Icon name="forward" size={20} />
      </button>
      {cause.who.map((one) => (
        <BehindRow key={one.client_id} one={one} />
      ))}
    </div>
  )
}

const few = 10 // of so few clients shares say nothing

function Manager({ one, onOpen }: { one: ManagerBoard; onOpen: Open }) {
  const change = one.loyal_before === null ? 0 : one.loyal - one.loyal_before
  const facts = [
    t('phone.board.clients', { n: one.clients }),
    t('phone.board.hours', { n: Math.round(one.hours) }),
    one.kept === null ? null : t('phone.board.kept', { n: one.kept }),
    one.waiting > 0 ? t('phone.books.waiting', { n: one.waiting }) : null,
  ]
  return (
    <button
      type="button"
      class="manager"
      data-manager={one.name}
      onClick={() => onOpen({ title: one.name, manager: one.id })}
    >
      <span class="manager-head">
        <b>{one.name}</b>
        <span>{facts.filter(Boolean).join(' · ')}</span>
      </span>
      {one.clients < few ? (
        <span class="loss-quiet">{t('phone.board.few')}</span>
      ) : (
        <>
          <span class="shares" aria-hidden="true">
            {statuses.map((status) => (
              <i key={status} data-status={status} style={{ flexGrow: one[status] }} />
            ))}
          </span>
          <span class="loss-quiet">
            {statuses.map((status) => `${nameOf(status)} ${one[status]}`).join(' · ')}
            {change !== 0 && ` · ${t(change > 0 ? 'phone.board.up' : 'phone.board.down', { n: Math.abs(change) })}`}
          </span>
        </>
      )}
    </button>
  )
}

function useBoard(): { board: BoardRow | null; failure: string | null } {
  const [board, setBoard] = useState<BoardRow | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    const read = (): void => {
      if (document.hidden) return
      readBoard().then(
        (found) => {
          setBoard(found)
          setFailure(null)
        },
        (error: unknown) => setFailure(saidBy(error)),
      )
    }
    read()
    const timer = setInterval(read, again)
    document.addEventListener('visibilitychange', read)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', read)
    }
  }, [])
  return { board, failure }
}

export function Board() {
  const { board, failure } = useBoard()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  return (
    <div class="card board" data-screen="board" aria-busy={!board && !failure}>
      <header class="card-head board-head">
        <h1 tabIndex={-1}>{t('phone.nav.board')}</h1>
        {board && <span>{t('phone.loyalty.as_of', { time: clockTime(board.as_of) })}</span>}
      </header>
      <div class="card-scroll">
        {!board && (failure ? <Quiet title={failure} /> : <Skeleton rows={5} />)}
        {board && (
          <div class="card-body" data-wide={beside() || undefined}>
            <div class="card-main">
              <Now board={board} onOpen={setWanted} />
              <Numbers board={board} onOpen={setWanted} />
              <Trend days={board.trend} />
            </div>
            <div class="card-more">
              <section class="block causes">
                <h2>{t('phone.board.causes')}</h2>
                {board.causes.map((cause) => (
                  <CauseBlock key={cause.component} cause={cause} onOpen={setWanted} />
                ))}
              </section>
              <section class="block managers">
                <h2>{t('phone.board.managers')}</h2>
                {board.managers.map((one) => (
                  <Manager key={one.id} one={one} onOpen={setWanted} />
                ))}
              </section>
              <OneThing board={board} />
            </div>
          </div>
        )}
      </div>
      {wanted && <BehindSheet wanted={wanted} onClose={() => setWanted(null)} />}
    </div>
  )
}

function OneThing({ board }: { board: BoardRow }) {
  const words = (
    <>
      <Icon name="flag" size={22} />
      <span>
        <span class="next-label">{t('phone.board.one_thing')}</span>
        <b>{board.one_thing}</b>
      </span>
    </>
  )
  return board.one_client ? (
    <a class="one-thing" href={`/clients/${board.one_client}`}>
      {words}
    </a>
  ) : (
    <p class="one-thing">{words}</p>
  )
}
