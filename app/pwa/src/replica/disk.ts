// The phone's disk: one page for the book, one record for each client, the acts not finished, the words not sent, and
// the key to them.
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Id } from '../types'
import { newKey, type Sealed } from './sealing'

/** How far the records of a feed were taken along. */
export interface Taking {
  feed: Id
  after: Id | null
  done: boolean
  taken: number
}

export interface Shelves extends DBSchema {
  keys: { key: 'key'; value: CryptoKey }
  book: { key: 'book'; value: Sealed }
  taking: { key: 'taking'; value: Taking }
  records: { key: Id; value: Sealed }
  stale: { key: Id; value: number } // whose record is older than the feed at this place
  acts: { key: Id; value: { n: number; owner: Id; act: Sealed; files: Sealed[] } }
  drafts: { key: string; value: { owner: Id; draft: Sealed } }
}
export type Disk = IDBPDatabase<Shelves>

export const name = 'okno'
const all = ['keys', 'book', 'taking', 'records', 'stale', 'acts', 'drafts'] as const
export const ofBook = ['book', 'taking', 'records', 'stale'] as const

const version = 2 // one more for each new shelf; a shelf never goes
const leaving = {
  blocking: () => shut(), // a newer version of the phone wants in
  terminated: () => shut(),
}
let opened: Promise<Disk> | null = null

function open(): Promise<Disk> {
  opened ??= openDB<Shelves>(name, version, {
    upgrade(disk) {
      for (const shelf of all) if (!disk.objectStoreNames.contains(shelf)) disk.createObjectStore(shelf)
    },
    ...leaving,
  }).catch((error: unknown) => {
    // A newer phone was here, and its house went back to this one: its shelves are more, never fewer.
    if (!(error instanceof DOMException) || error.name !== 'VersionError') throw error
    return openDB<Shelves>(name, undefined, leaving)
  })
  return opened
}

function shut(): void {
  void opened?.then(
    (disk) => disk.close(),
    () => {},
  )
  opened = null
}

/** Does something with the disk. A phone that slept can have lost the way to it: then it is opened once more. */
export async function withDisk<T>(act: (disk: Disk) => Promise<T>): Promise<T> {
  try {
    return await act(await open())
  } catch (error) {
    if (!(error instanceof DOMException) || error.name === 'QuotaExceededError') throw error
    shut()
    return await act(await open())
  }
}

let key: Promise<CryptoKey> | null = null

/** The key of this phone; the first who asks makes it. Of two pages that make one, the one written first holds. */
export function keyOf(): Promise<CryptoKey> {
  key ??= withDisk(async (disk) => {
    const known = await disk.get('keys', 'key')
    if (known) return known
    const made = await newKey()
    const shelf = disk.transaction('keys', 'readwrite', { durability: 'strict' })
    const rivals = await shelf.store.get('key')
    if (!rivals) await shelf.store.put(made, 'key')
    await shelf.done
    return rivals ?? made
  })
  key.catch(() => {
    key = null
  })
  return key
}

/** Empties the shelves of the book, or all of them with the key. */
export async function clear(everything: boolean): Promise<void> {
  const shelves = everything ? all : ofBook
  await withDisk(async (disk) => {
    const change = disk.transaction(shelves, 'readwrite', { durability: 'strict' })
    await Promise.all([...shelves.map((shelf) => change.objectStore(shelf).clear()), change.done])
  })
  if (everything) key = null
}
