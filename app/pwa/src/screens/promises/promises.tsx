// The promise board: how the house kept its word, how long clients waited for a person, and what they told twice. A
// manager sees their own.
import { useEffect, useState } from 'preact/hooks'
import { fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { Segments } from '../../parts/segments'
import { me } from '../../session'
import { t } from '../../texts'
import type { Named } from '../../types'
import { saidBy } from '../me/standardform'
import { BackButton } from '../thread/head'
import { BrokenSheet } from './broken'
import { periods, readPromises, taken, type Days, type OfPerson, type PromiseBoard } from './calls'
import { Hours } from './hours'

const percent = (share: number | null): string => (share === null ? '—' : `${share}%`)

function Sums({ board, onBroken }: { board: PromiseBoard; onBroken: () => void }) {
  const { figures, repeats } = board
  return (
    <>
      <div class="numbers">
        <div data-lacking={(figures.kept_share ?? 100) < 100 || undefined} data-kept>
          <b>{percent(figures.kept_share)}</b>
          <span>{t('phone.promises.kept', { kept: figures.kept, n: figures.kept + figures.broken })}</span>
        </div>
        <button type="button" onClick={onBroken} disabled={figures.broken === 0} data-broken-sum>
          <b>{figures.broken}</b>
          <span>{t('phone.promises.broken')}</span>
        </button>
        <div>
          <b>{taken(figures.median)}</b>
          <span>{t('phone.promises.median_more')}</span>
        </div>
        <div>
          <b>{taken(figures.p90)}</b>
          <span>{t('phone.promises.most_more')}</span>
        </div>
      </div>
      <p class="loss-quiet promises-quiet">
        {[
          t('phone.promises.since', { date: fullDate(board.since_on) }),
          t('phone.promises.made', { n: figures.made }),
          figures.open > 0 && t('phone.promises.open', { n: figures.open }),
          figures.withdrawn > 0 && t('phone.promises.withdrawn', { n: figures.withdrawn }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <p class="now-row promises-quiet" data-repeats>
        <Icon name="reply" size={20} />
        <span>
          <b>
            {repeats.per_hundred === null
              ? t('phone.promises.no_contacts')
              : t('phone.promises.repeats', { n: repeats.per_hundred })}
          </b>
          {t('phone.promises.repeats_more', { repeats: repeats.repeats, told: repeats.told, n: repeats.contacts })}
        </span>
      </p>
    </>
  )
}

function Reasons({ board }: { board: PromiseBoard }) {
  if (board.reasons.length === 0) return null
  const most = Math.max(...board.reasons.map((one) => one.count))
  return (
    <Section title={t('phone.promises.why')}>
      <ul class="group reasons">
        {board.reasons.map((one) => (
          <li key={one.reason} data-reason={one.reason}>
            <span>{one.text}</span>
            <b>{one.count}</b>
            <i aria-hidden="true" style={{ inlineSize: `${(one.count / most) * 100}%` }} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function People({ board, onChoose }: { board: PromiseBoard; onChoose: (who: Named) => void }) {
  return (
    <Section title={t('phone.board.managers')}>
      <div class="group people-table" role="region" tabIndex={0} aria-label={t('phone.promises.people_label')}>
        <table class="trend-table">
          <caption class="unseen">{t('phone.promises.people_label')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('phone.promises.who')}</th>
              <th scope="col">{t('phone.promises.kept_short')}</th>
              <th scope="col">{t('phone.promises.broken')}</th>
              <th scope="col">{t('phone.promises.median')}</th>
              <th scope="col">{t('phone.promises.most')}</th>
              <th scope="col">{t('phone.promises.repeats_short')}</th>
            </tr>
          </thead>
          <tbody>
            {board.people.map((one) => (
              <PersonRow key={one.person.id} one={one} onChoose={onChoose} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="loss-quiet promises-quiet">{t('phone.promises.contact_is')}</p>
    </Section>
  )
}

const cells = (one: OfPerson): [string, string | number][] => [
  ['phone.promises.kept_short', percent(one.figures.kept_share)],
  ['phone.promises.broken', one.figures.broken],
  ['phone.promises.median', taken(one.figures.median)],
  ['phone.promises.most', taken(one.figures.p90)],
  ['phone.promises.repeats_short', one.repeats.per_hundred ?? '—'],
]

function PersonRow({ one, onChoose }: { one: OfPerson; onChoose: (who: Named) => void }) {
  return (
    <tr data-person={one.person.name}>
      <th scope="row">
        <button type="button" class="more" onClick={() => onChoose(one.person)}>
          {one.person.name}
        </button>
      </th>
      {cells(one).map(([label, value]) => (
        <td key={label} data-label={t(label)}>
          {value}
        </td>
      ))}
    </tr>
  )
}

function useBoard(days: Days, person: Named | null): { board: PromiseBoard | null; failure: string | null } {
  const [board, setBoard] = useState<PromiseBoard | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    let wanted = true
    readPromises(days, person?.id ?? null).then(
      (found) => {
        if (!wanted) return
        setBoard(found)
        setFailure(null)
      },
      (error: unknown) => {
        if (wanted) setFailure(saidBy(error))
      },
    )
    return () => {
      wanted = false
    }
  }, [days, person?.id])
  return { board, failure }
}

export function Promises() {
  const boss = me.value?.person.role === 'supervisor'
  const [days, setDays] = useState<Days>(28)
  const [person, choose] = useState<Named | null>(null)
  const [list, setList] = useState(false)
  const { board, failure } = useBoard(days, person)
  // Until the figures asked for are here nobody reads those before as theirs.
  const fits = board?.days === days && (!boss || board.person?.id === person?.id)
  return (
    <div class="page detail" data-screen="promises" data-days={board?.days} data-of={board?.person?.name} aria-busy={!fits && !failure}>
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t(boss ? 'phone.promises.title' : 'phone.promises.mine')}</h1>
      </header>
      <div class="page-scroll">
        <div class="promises-period">
          <Segments
            label={t('phone.promises.period')}
            chosen={String(days)}
            onChoose={(value) => setDays(Number(value) as Days)}
            options={periods.map((n) => ({ value: String(n), text: t('phone.promises.days', { n }) }))}
          />
          {person && (
            <button type="button" class="chip-button" onClick={() => choose(null)}>
              <Icon name="close" size={18} />
              {person.name}
            </button>
          )}
        </div>
        {failure && <Quiet title={failure} />}
        {!fits && !failure && <Skeleton rows={5} />}
        {board && fits && !failure && (
          <>
            <Sums board={board} onBroken={() => setList(true)} />
            <Reasons board={board} />
            <Hours hours={board.hours} />
            {boss && !person && board.people.length > 0 && <People board={board} onChoose={choose} />}
          </>
        )}
      </div>
      {list && <BrokenSheet days={days} person={person?.id ?? null} onClose={() => setList(false)} />}
    </div>
  )
}
