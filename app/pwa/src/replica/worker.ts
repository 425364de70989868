// The keeper of the replica: everything of the book that outlives the page, sealed, beside the page's own thread.
import type { Id, Pending } from '../types'
import { clear, keyOf, ofBook, withDisk } from './disk'
import type { Answered, Asked, ClientRecord, Draft, Keeper, Kept, Progress, Pulled } from './protocol'
import { endRound, markChanged, takeAlong } from './records'
import { openBytes, seal, sealBytes, unseal } from './sealing'

declare const self: DedicatedWorkerGlobalScope
declare const SHAPES: string // of the rows, as this build knows them

const longest = 14 * 86_400_000 // without a word from the server the book does not stay on the phone
let feed: Id | null = null
let count = 0

let writing: Promise<unknown> = Promise.resolve()

/** One after the other, in the order in which they were asked for: what takes long to seal must not be put down after
 * what came later, nor after it was dropped or wiped. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const done = writing.then(act)
  writing = done.catch(() => {})
  return done
}

const tell = (taken: number): void => self.postMessage({ taken } satisfies Progress)

async function open(now: number): Promise<Kept | 'old' | null> {
  const key = await keyOf()
  const sealed = await withDisk((disk) => disk.get('book', 'book'))
  if (!sealed) return null
  let old = false
  try {
    const { shapes, ...kept } = await unseal<Kept & { shapes: string }>(key, sealed)
    old = now - kept.freshAt >= longest
    if (shapes === SHAPES && !old) {
      tell(await withDisk((disk) => disk.count('records'))) // known without a line too
      return kept
    }
  } catch {
    // Sealed with another key: the browser lost a part of its storage, and what is left is of no use.
  }
  await empty(false)
  return old ? 'old' : null
}

async function keep({ changed, gone, seq, ...kept }: Pulled): Promise<void> {
  markChanged([...changed, ...gone], seq)
  const sealed = await seal(await keyOf(), { ...kept, shapes: SHAPES })
  await withDisk(async (disk) => {
    const change = disk.transaction(ofBook, 'readwrite')
    void change.objectStore('book').put(sealed, 'book')
    const stale = change.objectStore('stale')
    for (const id of changed) void stale.put(seq, id)
    for (const id of gone) (void change.objectStore('records').delete(id), void stale.delete(id))
    await change.done
  })
  if (feed) void takeAlong(feed, tell)
}

async function take(of: Id): Promise<void> {
  await inTurn(async () => (feed = of))
  await takeAlong(of, tell)
}

async function record(client: Id): Promise<ClientRecord | null> {
  const sealed = await withDisk((disk) => disk.get('records', client))
  return sealed ? unseal<ClientRecord>(await keyOf(), sealed) : null
}

async function keepAct(owner: Id, act: Pending): Promise<void> {
  const key = await keyOf()
  const files = await Promise.all(act.files.map(async ({ blob }) => sealBytes(key, await blob.arrayBuffer())))
  const plain = { ...act, files: act.files.map(({ blob, ...file }) => ({ ...file, type: blob.type })) }
  const sealed = await seal(key, plain)
  await withDisk(async (disk) => {
    const change = disk.transaction('acts', 'readwrite', { durability: 'strict' })
    const before = await change.store.get(act.id)
    const n = before?.n ?? Date.now() * 1000 + (count++ % 1000)
    void change.store.put({ n, owner, act: sealed, files }, act.id)
    await change.done
  })
}

async function dropActs(ids: Id[]): Promise<void> {
  await withDisk(async (disk) => {
    const change = disk.transaction('acts', 'readwrite')
    for (const id of ids) void change.store.delete(id)
    await change.done
  })
}

async function actsOf(owner: Id): Promise<Pending[]> {
  const key = await keyOf()
  const found = await withDisk((disk) => disk.getAll('acts'))
  const acts: Pending[] = []
  for (const { act, files, ...row } of found.sort((a, b) => a.n - b.n)) {
    const plain = row.owner === owner ? await unseal<Pending>(key, act).catch(() => null) : null
    if (!plain) continue
    const bytes = await Promise.all(files.map((file) => openBytes(key, file)))
    const types = plain.files as unknown as { type: string }[]
    acts.push({
      ...plain,
      files: plain.files.map((file, at) => ({ ...file, blob: new Blob([bytes[at]!], { type: types[at]!.type }) })),
    })
  }
  return acts
}

const draftPlace = (owner: Id, thread: Id): string => `${owner}/${thread}` // two people of one phone write in one talk

async function keepDraft(owner: Id, { thread, ...draft }: Draft): Promise<void> {
  const sealed = await seal(await keyOf(), draft)
  const over = draft.told && !draft.text
  await withDisk(async (disk) => {
    if (over) await disk.delete('drafts', draftPlace(owner, thread))
    else await disk.put('drafts', { owner, draft: sealed }, draftPlace(owner, thread))
  })
}

async function draftsOf(owner: Id): Promise<Draft[]> {
  const key = await keyOf()
  const found: Draft[] = []
  await withDisk(async (disk) => {
    for (const place of await disk.getAllKeys('drafts')) {
      const row = await disk.get('drafts', place)
      const thread = place.slice(place.indexOf('/') + 1)
      // An earlier version kept them by the talk alone.
      if (place === thread && row?.owner === owner) {
        await disk.put('drafts', row, draftPlace(owner, thread))
        await disk.delete('drafts', place)
      }
      const plain = row?.owner === owner ? await unseal<Omit<Draft, 'thread'>>(key, row.draft).catch(() => null) : null
      if (plain) found.push({ thread, ...plain })
    }
  })
  return found
}

async function empty(acts: boolean): Promise<void> {
  endRound()
  feed = null
  await clear(acts)
}

function wipe(acts: boolean): Promise<void> {
  endRound() // what still comes in is not waited for
  return inTurn(() => empty(acts))
}

const keeper: Keeper = {
  open: (now) => inTurn(() => open(now)),
  keep: (pulled) => inTurn(() => keep(pulled)),
  take,
  record,
  keepAct: (owner, act) => inTurn(() => keepAct(owner, act)),
  dropActs: (ids) => inTurn(() => dropActs(ids)),
  actsOf,
  keepDraft: (owner, draft) => inTurn(() => keepDraft(owner, draft)),
  draftsOf,
  wipe,
}

async function answer({ n, what, given }: Asked): Promise<Answered> {
  try {
    return { n, result: await (keeper[what] as (...all: unknown[]) => Promise<unknown>)(...given) }
  } catch (error) {
    return { n, trouble: error instanceof Error ? error.name : 'unknown' }
  }
}

self.addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  void answer(data).then((answered) => self.postMessage(answered))
})
