// The book: one search over name, car, plate and phone; below it the house, for clients of others.
import { signal } from '@preact/signals'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { later } from '../../parts/later'
import { height, narrow } from '../../parts/narrow'
import { Page, Quiet, Skeleton } from '../../parts/page'
import { SearchField } from '../../parts/search'
import { Windowed, type Row } from '../../parts/windowed'
import { me } from '../../session'
import { lookInHouse } from '../../sync/cards'
import { clients, loaded } from '../../sync/store'
import { clientLines } from '../../sync/view'
import { t } from '../../texts'
import type { ClientLine, Found, FoundClient } from '../../types'
import { Letters } from './letters'
import { ClientRow, FoundRow } from './rows'
import { normal, sorted } from './order'

type ListRow = Row &
  ({ letter: string } | { line: ClientLine } | { found: FoundClient } | { heading: string } | { advice: string })

const heights = { letter: 34, heading: 44 }
const lineHeight = (): number => height(68, 138)
const words = signal('')
const received = signal<FoundClient | null>(null)
const Receive = later(() => import('../desk/receive').then((it) => it.Receive))

// The rules of the search come with the first look at the book, behind its first paint.
const rules = signal<typeof import('./looking') | null>(null)
const learnRules = (): void => {
  if (!rules.value) void import('./looking').then((it) => (rules.value = it))
}

const lineRow = (line: ClientLine): ListRow => ({ key: line.id, height: lineHeight(), line })

function bookRows(lines: readonly ClientLine[]): ListRow[] {
  const rows: ListRow[] = []
  let letter = ''
  for (const line of lines) {
    const first = normal(line.name).charAt(0).toUpperCase()
    if (first !== letter) rows.push({ key: `letter ${(letter = first)}`, height: heights.letter, letter })
    rows.push(lineRow(line))
  }
  return rows
}

const heading = (key: string, words: string): ListRow => ({ key, height: heights.heading, heading: words })

/** Mine that fit, mine that are alike, then the house; what the house knows of mine and the phone does not comes too. */
function foundRows(lines: readonly ClientLine[], search: string, house: Found | null): ListRow[] {
  const { fitting, alike } = rules.value?.look(lines, search) ?? { fitting: [], alike: [] }
  const shown = new Set([...fitting, ...alike].map(({ id }) => id))
  const beside = house?.clients.filter(({ id }) => !shown.has(id)) ?? []
  const others = beside.filter(({ id }) => !clients.value.has(id))
  const unseen = lines.filter(({ id }) => beside.some((found) => found.id === id))
  const rows = [...fitting, ...unseen].map(lineRow)
  if (alike.length) rows.push(heading('alike', t('phone.clients.alike')), ...alike.map(lineRow))
  if (others.length) rows.push(heading('house', t('phone.clients.house')))
  for (const found of others) rows.push({ key: `found ${found.id}`, height: lineHeight(), found })
  if (house?.advice && rows.length) rows.push({ key: 'advice', height: height(76, 160), advice: house.advice })
  return rows
}

/** Clients of the house that are not in this book: asked for a moment after the last letter. */
function useHouse(search: string): Found | null {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    setFound(null)
    if (search.length < 2) return
    let live = true
    const wait = setTimeout(() => {
      lookInHouse(search).then(
        (answer) => {
          if (live) setFound(answer)
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
  if ('advice' in row) return <p class="search-advice">{row.advice}</p>
  const search = words.value.trim()
  const marks = search ? rules.value : null
  return 'line' in row ? (
    <ClientRow
      line={row.line}
      name={marks?.markedName(row.line.name, search)}
      evidence={marks?.evidence(row.line, search) ?? undefined}
    />
  ) : (
    <FoundRow
      found={row.found}
      name={marks?.markedName(row.found.name, search)}
      onPick={doorOf(row.found)}
    />
  )
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
  const search = words.value.trim()
  const all = useMemo(() => sorted([...clientLines.value.values()]), [clientLines.value])
  const house = useHouse(search)
  const rows = useMemo(
    () => (search ? foundRows(all, search, house) : bookRows(all)),
    [all, house, search, rules.value, narrow.value],
  )
  useEffect(learnRules, [])
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
      {!loaded.value && all.length === 0 && <Skeleton rows={8} />}
      {loaded.value &&
        rows.length === 0 &&
        (!search || rules.value) &&
        (search ? (
          <Quiet title={t('phone.clients.none')} text={house?.advice ?? t('phone.clients.none_more')} />
        ) : (
          <Quiet title={t('phone.clients.empty')} text={t('phone.clients.empty_more')} />
        ))}
      <Windowed rows={rows} scroller={scroller} label={t('phone.nav.clients')} draw={draw} />
      {received.value && <Receive found={received.value} onClose={() => void (received.value = null)} />}
    </Page>
  )
}
