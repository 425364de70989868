// The way to the keeper of the replica, which works beside the page. Without one, on a page that is not secure or in
// a browser that keeps nothing, the phone works as long as the page lives.
import { signal } from '@preact/signals'
import { workerAddress } from '../parts/worker'
import type { Answered, Asked, ClientRecord, Draft, Keeper, Kept, Progress, Pulled } from '../replica/protocol'
import type { Id, Pending } from '../types'

declare const REPLICA: string // the address of the keeper's script, named by the build

/** How many records are on this phone; null where nothing is kept. */
export const recordsTaken = signal<number | null>(null)
/** The browser's own database does not answer yet: the phone works without what lies there. */
export const diskLate = signal(false)

let keeper: Worker | null = null
let count = 0
const waiting = new Map<number, { done: (result: never) => void; failed: (error: Error) => void }>()

const able = (): boolean => !!REPLICA && isSecureContext && 'indexedDB' in globalThis && 'Worker' in globalThis

function hired(): Worker | null {
  if (keeper || !able()) return keeper
  keeper = new Worker(workerAddress(REPLICA), { type: 'module' })
  keeper.addEventListener('message', ({ data }: MessageEvent<Answered | Progress>) => {
    if ('taken' in data) return void (recordsTaken.value = data.taken)
    const asked = waiting.get(data.n)
    waiting.delete(data.n)
    if (data.trouble) asked?.failed(new Error(data.trouble))
    else asked?.done(data.result as never)
  })
  keeper.addEventListener('error', () => dismiss('keeper'))
  return keeper
}

/** A keeper that broke down answers nobody: whoever waits goes on without. */
function dismiss(why: string): void {
  keeper?.terminate()
  keeper = null
  for (const { failed } of waiting.values()) failed(new Error(why))
  waiting.clear()
}

function call<What extends keyof Keeper>(what: What, ...given: Parameters<Keeper[What]>): ReturnType<Keeper[What]> {
  const to = hired()
  const asked = { n: ++count, what, given } satisfies Asked
  const answer = new Promise<never>((done, failed) => {
    if (!to) return failed(new Error('none'))
    waiting.set(asked.n, { done, failed })
    to.postMessage(asked)
  })
  return answer as ReturnType<Keeper[What]>
}

const orNothing = <T>(answer: Promise<T>): Promise<T | null> => answer.catch(() => null)

const patience = 4_000 // with the browser's own database, which can hang

/** What lies on the disk is taken up when it comes. Whoever waits for it goes on without after a while. */
export function openKept(takeUp: (kept: Kept | 'old' | null) => Promise<void> | undefined): Promise<void> {
  return new Promise((goOn) => {
    const late = setTimeout(() => goOn(void (diskLate.value = true)), patience)
    const opened = orNothing(call('open', Date.now())).then((kept) => {
      clearTimeout(late)
      diskLate.value = false
      return takeUp(kept)
    })
    void opened.finally(goOn)
  })
}
export const recordOf = (client: Id): Promise<ClientRecord | null> => orNothing(call('record', client))
export const actsOf = async (owner: Id): Promise<Pending[]> => (await orNothing(call('actsOf', owner))) ?? []
export const keepPulled = (pulled: Pulled): Promise<void | null> => orNothing(call('keep', pulled))
export const takeAlong = (feed: Id): Promise<void | null> => orNothing(call('take', feed))
export const dropActs = (ids: Id[]): Promise<void | null> => orNothing(call('dropActs', ids))
export const keepDraft = (owner: Id, draft: Draft): Promise<void | null> => orNothing(call('keepDraft', owner, draft))
export const draftsOf = async (owner: Id): Promise<Draft[]> => (await orNothing(call('draftsOf', owner))) ?? []
/** True once nothing of it is left; false where the disk did not obey. */
export const wipe = async (acts: boolean): Promise<boolean> => !able() || (await orNothing(call('wipe', acts))) !== null

/** True once the act lies on the disk; false where it lives only as long as the page does. */
export const keepAct = (owner: Id, act: Pending): Promise<boolean> =>
  call('keepAct', owner, act).then(
    () => true,
    () => false,
  )
