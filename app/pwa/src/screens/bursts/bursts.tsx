// What was judged urgent: by which words, who was called, and whether it was right.
import { useEffect, useState } from 'preact/hooks'
import { byWhen, clockTime, monthYear } from '../../clock'
import { Icon } from '../../parts/icon'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { toast } from '../../parts/toast'
import { me } from '../../session'
import { t } from '../../texts'
import type { Id } from '../../types'
import { saidBy } from '../me/standardform'
import { BackButton } from '../thread/head'
import { mark, readBursts, type JudgedBurst, type Wakes } from './calls'

const classOf = (one: JudgedBurst): string => t(`phone.bursts.class.${one.urgency}${one.sure ? '' : '_asks'}`)

function Marks({ one, onMark }: { one: JudgedBurst; onMark: (urgent: boolean | null) => void }) {
  const said = one.mark
  // The same tap takes it back.
  const choice = (urgent: boolean) => (
    <button
      type="button"
      class="button small"
      aria-pressed={said?.urgent === urgent}
      onClick={() => onMark(said?.urgent === urgent ? null : urgent)}
    >
      {t(urgent ? 'phone.bursts.was' : 'phone.bursts.was_not')}
    </button>
  )
  return (
    <div class="burst-marks">
      {choice(true)}
      {choice(false)}
      {said && <small>{t('phone.bursts.marked_by', { name: said.by.name })}</small>}
    </div>
  )
}

function Row({ one, onMark }: { one: JudgedBurst; onMark: (urgent: boolean | null) => void }) {
  const name = one.client ?? t(one.thread_id ? 'phone.lobby.nameless' : 'phone.bursts.a_client')
  return (
    <li class="judged" data-burst={one.id} data-class={one.urgency}>
      <p class="judged-head">
        {one.thread_id ? <a href={`/threads/${one.thread_id}`}>{name}</a> : <b>{name}</b>}
        <time dateTime={one.at}>{byWhen(one.at)}</time>
      </p>
      <p>
        <b>{classOf(one)}</b> {one.because}
      </p>
      <p>{one.told}</p>
      {one.called.length > 0 && (
        <p>
          {t('phone.bursts.called', {
            who: one.called
              .map((each) => [each.person.name, clockTime(each.at), each.woken && t('phone.bursts.woken')].filter(Boolean).join(', '))
              .join('; '),
          })}
        </p>
      )}
      <Marks one={one} onMark={onMark} />
    </li>
  )
}

function WakesTable({ wakes }: { wakes: readonly Wakes[] }) {
  return (
    <Section title={t('phone.bursts.wakes')}>
      <div class="group people-table" role="region" tabIndex={0} aria-label={t('phone.bursts.wakes')}>
        {wakes.length === 0 ? (
          <p>{t('phone.bursts.no_wakes')}</p>
        ) : (
          <table class="trend-table">
            <caption class="unseen">{t('phone.bursts.wakes')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('phone.bursts.month')}</th>
                <th scope="col">{t('phone.promises.who')}</th>
                <th scope="col">{t('phone.bursts.woken_n')}</th>
                <th scope="col">{t('phone.bursts.in_vain')}</th>
                <th scope="col">{t('phone.bursts.unmarked')}</th>
              </tr>
            </thead>
            <tbody>
              {wakes.map((one) => (
                <tr key={`${one.month} ${one.person.id}`} data-wakes={one.person.name}>
                  <th scope="row">{monthYear(`${one.month}-15T12:00:00Z`)}</th>
                  <td>{one.person.name}</td>
                  <td>{one.woken}</td>
                  <td data-many={one.in_vain > 2 || undefined}>{one.in_vain}</td>
                  <td>{one.unmarked}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <p class="loss-quiet promises-quiet">{t('phone.bursts.aim')}</p>
    </Section>
  )
}

export function Bursts() {
  const [list, setList] = useState<readonly JudgedBurst[] | null>(null)
  const [wakes, setWakes] = useState<readonly Wakes[]>([])
  const [next, setNext] = useState<Id | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = async (after?: Id): Promise<void> => {
    setNext(null) // one tap, one page
    try {
      const found = await readBursts(after)
      setList((had) => [...(after ? (had ?? []) : []), ...found.bursts])
      setNext(found.next)
      if (!after) setWakes(found.wakes)
    } catch (error) {
      setFailure(saidBy(error))
      if (!after) return
      setNext(after)
      toast(saidBy(error))
    }
  }
  useEffect(() => void read(), [])
  const judge = async (id: Id, urgent: boolean | null): Promise<void> => {
    try {
      const now = await mark(id, urgent)
      setList((had) => had?.map((one) => (one.id === id ? now : one)) ?? null)
      setWakes((await readBursts()).wakes)
    } catch (error) {
      toast(saidBy(error))
    }
  }
  return (
    <div class="page detail" data-screen="bursts" aria-busy={!list && !failure}>
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.bursts.title')}</h1>
      </header>
      <div class="page-scroll">
        {!list && (failure ? <Quiet title={failure} /> : <Skeleton rows={5} />)}
        {list && (
          <>
            {me.value?.person.role === 'administrator' && (
              <p class="promises-quiet">
                <a class="more" href="/me/standards">
                  <Icon name="rules" size={18} /> {t('phone.bursts.test_box')}
                </a>
              </p>
            )}
            <WakesTable wakes={wakes} />
            <Section title={t('phone.bursts.recent')}>
              {list.length === 0 && <Quiet title={t('phone.bursts.none')} />}
              <ul class="group judgeds">
                {list.map((one) => (
                  <Row key={one.id} one={one} onMark={(urgent) => void judge(one.id, urgent)} />
                ))}
              </ul>
              {next && (
                <button type="button" class="button wide" onClick={() => void read(next)}>
                  {t('phone.board.more')}
                </button>
              )}
            </Section>
          </>
        )}
      </div>
    </div>
  )
}
