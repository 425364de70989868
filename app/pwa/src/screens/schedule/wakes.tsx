// Who was called out of their rest, by month: what a supervisor pays for.
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api'
import { clockTime, monthYear, shortDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { Quiet, Skeleton } from '../../parts/page'
import { t } from '../../texts'
import type { Instant, Named } from '../../types'
import { saidBy } from '../me/standardform'
import { BackButton } from '../thread/head'

interface Board {
  month: string
  before: string
  after: string | null
  people: { person: Named; wakes: number; times: Instant[] }[]
  wakes: number
}

const nameOf = (month: string): string => monthYear(Date.parse(`${month}-15T12:00:00Z`))

export function Wakes() {
  const [month, setMonth] = useState<string | null>(null)
  const [board, setBoard] = useState<Board | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    const wanted = month ? `?month=${month}` : ''
    let newest = true // two quick taps: only the last month that was asked for is shown
    ask<Board>(`/api/boards/wakes${wanted}`).then(
      (found) => newest && setBoard(found),
      (error: unknown) => newest && setFailure(saidBy(error)),
    )
    return () => {
      newest = false
    }
  }, [month])
  return (
    <div class="page detail" data-screen="wakes">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.wakes.title')}</h1>
      </header>
      <div class="page-scroll">
        {!board && (failure ? <Quiet title={failure} /> : <Skeleton rows={4} />)}
        {board && (
          <>
            <div class="wakes-month">
              <button type="button" class="round" aria-label={nameOf(board.before)} onClick={() => setMonth(board.before)}>
                <Icon name="back" />
              </button>
              <h2 aria-live="polite">{nameOf(board.month)}</h2>
              <button
                type="button"
                class="round"
                disabled={!board.after}
                aria-label={board.after ? nameOf(board.after) : t('phone.wakes.no_later')}
                onClick={() => setMonth(board.after)}
              >
                <Icon name="forward" />
              </button>
            </div>
            {board.people.length === 0 && <Quiet title={t('phone.wakes.none')} />}
            {board.people.length > 0 && (
              <table class="wakes-table">
                <thead>
                  <tr>
                    <th scope="col">{t('phone.wakes.who')}</th>
                    <th scope="col">{t('phone.wakes.times')}</th>
                  </tr>
                </thead>
                <tbody>
                  {board.people.map((one) => (
                    <tr key={one.person.id} data-wakes={one.wakes}>
                      <th scope="row">
                        {one.person.name}
                        <small>{one.times.map((at) => `${shortDate(at)}, ${clockTime(at)}`).join(' · ')}</small>
                      </th>
                      <td>{one.wakes}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            <p class="wakes-note">{t('phone.wakes.explain')}</p>
          </>
        )}
      </div>
    </div>
  )
}
