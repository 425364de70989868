// Takes the records of a book along in the background, page by page, and reads those anew that grew old.
import type { Id } from '../types'
import { type Taking, keyOf, withDisk } from './disk'
import type { ClientRecord } from './protocol'
import { version } from '../version'
import { seal } from './sealing'

interface Page {
  seq: number
  records: Record<Id, ClientRecord>
  next: Id | null
}
const pageSize = 50
const answerWithin = 60_000

/** Where the feed stood when a client's record was last said to be old: an answer on its way may be older. */
const changedAt = new Map<Id, number>()
let running: Promise<void> | null = null
let again = false
let round = 0 // a wipe ends the round: what still comes in is not written

export function endRound(): void {
  round += 1
  changedAt.clear()
}

export function markChanged(ids: readonly Id[], seq: number): void {
  for (const id of ids) changedAt.set(id, seq)
}

interface Coming {
  /** Said before the page has come down; undefined where a house of an earlier version does not say it. */
  next: Id | null | undefined
  page: Promise<Page>
}

async function ask(path: string, wanted?: Id[]): Promise<Coming> {
  const answer = await fetch(path, {
    method: wanted ? 'POST' : 'GET',
    credentials: 'same-origin',
    cache: 'no-store',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'Okno-App': version },
    body: wanted && JSON.stringify({ ids: wanted }),
    signal: AbortSignal.timeout(answerWithin),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  const said = answer.headers.get('Okno-Next')
  const page = answer.json() as Promise<Page>
  page.catch(() => {}) // whoever waits for it hears of it; a round that has ended waits for none
  return { next: said === null ? undefined : said || null, page }
}

/** Writes a page with how far the taking is, all of it or nothing; `asked` are those it was asked for. */
async function write(page: Page, taking: Taking | null, asked: readonly Id[], mine: number): Promise<void> {
  const key = await keyOf()
  const sealed = await Promise.all(
    Object.entries(page.records).map(async ([id, record]) => [id, await seal(key, record)] as const),
  )
  if (mine !== round) return
  await withDisk(async (disk) => {
    const change = disk.transaction(['records', 'stale', 'taking'], 'readwrite')
    const records = change.objectStore('records')
    const stale = change.objectStore('stale')
    for (const [id, record] of sealed) {
      void records.put(record, id)
      const since = Math.max(changedAt.get(id) ?? 0, (await stale.get(id)) ?? 0) // another page's keeper may know more
      void (since > page.seq ? stale.put(since, id) : stale.delete(id))
    }
    for (const id of asked) if (!(id in page.records)) (void records.delete(id), void stale.delete(id))
    if (taking) void change.objectStore('taking').put(taking, 'taking')
    await change.done
  })
}

const pageOf = (feed: Id, after: Id | null): Promise<Coming> => {
  const coming = ask(`/sync/snapshot/${feed}/records?limit=${pageSize}${after ? `&after=${after}` : ''}`)
  coming.catch(() => {})
  return coming
}

/** The house gathers the next page while this one comes down the line, and the line is never idle for it. */
async function takeAll(feed: Id, told: (taken: number) => void, mine: number): Promise<void> {
  const known = await withDisk((disk) => disk.get('taking', 'taking'))
  let taking: Taking = known?.feed === feed ? known : { feed, after: null, done: false, taken: 0 }
  let coming = taking.done ? null : pageOf(feed, taking.after)
  while (coming && mine === round) {
    const { next, page: body }: Coming = await coming
    if (next !== undefined) coming = next ? pageOf(feed, next) : null
    const page: Page = await body
    if (next === undefined) coming = page.next ? pageOf(feed, page.next) : null
    const taken = taking.taken + Object.keys(page.records).length
    taking = { feed, after: page.next, done: page.next === null, taken }
    await write(page, taking, [], mine)
    told(taken)
  }
}

async function readOld(feed: Id, mine: number): Promise<void> {
  while (mine === round) {
    const old = await withDisk((disk) => disk.getAllKeys('stale', null, pageSize))
    if (old.length === 0) return
    await write(await (await ask(`/sync/snapshot/${feed}/records`, old)).page, null, old, mine)
  }
}

/** One round at a time; whoever asks meanwhile has one more after it. Without a line it ends, to be asked again. */
export function takeAlong(feed: Id, told: (taken: number) => void): Promise<void> {
  again = true
  running ??= (async () => {
    while (again) {
      again = false
      const mine = round
      await takeAll(feed, told, mine)
      await readOld(feed, mine)
    }
  })()
    .catch(() => {}) // the next pull asks again
    .finally(() => {
      running = null
    })
  return running
}
