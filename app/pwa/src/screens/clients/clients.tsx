// The book: one search over name, car, plate and phone; below it the house, for clients of others.
import { signal } from '@preact/signals'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { later } from '../../parts/later'
import { Page, Quiet, Skeleton } from '../../parts/page'
import { SearchField } from '../../parts/search'
import { Windowed, type Row } from '../../parts/windowed'
import { me } from '../../session'
import { searchHouse } from '../../sync/cards'
import { clients, loaded } from '../../sync/store'
import { clientLines } from '../../sync/view'
import { t } from '../../texts'
import type { ClientLine, FoundClient } from '../../types'
import { Letters } from './letters'
import { ClientRow, FoundRow } from './rows'
import { matches, normal, sorted } from './search'

type ListRow = Row & ({ letter: string } | { line: ClientLine } | { found: FoundClient } | { heading: string })

const heights = { letter: 34, line: 68, heading: 44 }
const words = signal('')
const received = signal<FoundClient | null>(null)
const Receive = later(() => import('../desk/receive').then((it) => it.Receive))

function rowsOf(lines: readonly ClientLine[], others: readonly FoundClient[], searching: boolean): ListRow[] {
  const rows: ListRow[] = []
  let letter = ''
  for (const line of lines) {
    const first = normal(line.name).charAt(0).toUpperCase()
    if (!searching && first !== letter) rows.push({ key: `letter ${(letter = first)}`, height: heights.letter, letter })
    rows.push({ key: line.id, height: heights.line, line })
  }
  if (others.length) rows.push({ key: 'house', height: heights.heading, heading: t('phone.clients.house') })
  for (const found of others) rows.push({ key: `found ${found.id}`, height: heights.line, found })
  return rows
}

/** Clients of the house that are not in this book: asked for a moment after the last letter. */
function useHouse(search: string): readonly FoundClient[] {
  const [found, setFound] = useState<readonly FoundClient[]>([])
  useEffect(() => {
    setFound([])
    if (search.length < 2) return
    let live = true
    const wait = setTimeout(() => {
      searchHouse(search).then(
        (rows) => {
          if (live) setFound(rows)
        },
        () => {},
      )
    }, 250)
    return () => {
      live = false
      clearTimeout(wait)
    }
  }, [search])
  return found
}

/** A colleague's client is met by receiving their visit; one's own card, and a supervisor's, simply opens. */
const doorOf = (found: FoundClient): (() => void) | undefined =>
  found.mine || me.value?.person.role === 'supervisor' ? undefined : () => void (received.value = found)

function draw(row: ListRow) {
  if ('letter' in row) return <h2 class="letter">{row.letter}</h2>
  if ('heading' in row) return <h2 class="letter">{row.heading}</h2>
  return 'line' in row ? <ClientRow line={row.line} /> : <FoundRow found={row.found} onPick={doorOf(row.found)} />
}

/** How much of the book is connected, and the way to those who are not. */
function GettingInDoor({ lines }: { lines: readonly ClientLine[] }) {
  const inside = lines.filter((line) => line.connected).length
  if (me.value?.person.role !== 'manager' || inside === lines.length) return null
  return (
    <a class="getting-in-door" href="/getting-in">
      {t('phone.getting_in.progress', { inside, n: lines.length })}
      <b>{t('phone.getting_in.invite')}</b>
    </a>
  )
}

export function Clients() {
  const scroller = useRef<HTMLDivElement>(null)
  const search = normal(words.value)
  const all = useMemo(() => sorted([...clientLines.value.values()]), [clientLines.value])
  const mine = useMemo(() => (search ? all.filter((line) => matches(line, search)) : all), [all, search])
  const house = useHouse(search)
  const others = house.filter((found) => !clients.value.has(found.id))
  const rows = useMemo(() => rowsOf(mine, others, search !== ''), [mine, house, search])
  const jump = (index: number): void => {
    const top = rows.slice(0, index).reduce((sum, row) => sum + row.height, 0)
    scroller.current?.scrollTo({ top })
  }
  return (
    <Page
      screen="clients"
      title={t('phone.nav.clients')}
      below={
        <>
          <SearchField
            words={words.value}
            onWords={(typed) => {
              words.value = typed
            }}
          />
          {!search && <GettingInDoor lines={all} />}
        </>
      }
      rail={!search && <Letters rows={rows} onJump={jump} />}
      scroller={scroller}
      busy={!loaded.value}
      aside={loaded.value && all.length > 0 && <span class="count">{all.length.toLocaleString()}</span>}
    >
      {!loaded.value && <Skeleton rows={8} />}
      {loaded.value &&
        rows.length === 0 &&
        (search ? (
          <Quiet title={t('phone.clients.none')} text={t('phone.clients.none_more')} />
        ) : (
          <Quiet title={t('phone.clients.empty')} text={t('phone.clients.empty_more')} />
        ))}
      <Windowed rows={rows} scroller={scroller} label={t('phone.nav.clients')} draw={draw} />
      {received.value && <Receive found={received.value} onClose={() => void (received.value = null)} />}
    </Page>
  )
}
