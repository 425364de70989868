// Who is signed in on this phone: the start, the end, and everything that must be forgotten then.
import { batch, effect, signal } from '@preact/signals'
import { ask, endingOf, type Ending, Problem, Unreachable } from './api'
import { learnDates, now, setClock } from './clock'
import { uuid7 } from './ids'
import { heardLeft, leftSession, noteLeft, tellLeft, unheard, watchLeft } from './left'
import type { Kept } from './replica/protocol'
import { emptyFeeds, fill, gather, keepBook, know, linkFeed, pull, refreshDay, restore } from './sync/feed'
import { emptyOutbox, letOut, linkOutbox, restoreActs } from './sync/outbox'
import { actsOf, diskLate, openKept, wipe } from './sync/replica'
import { forget, freshAt, loaded } from './sync/store'
import { attended } from './sync/attended'
import { forgetReading } from './sync/talks'
import { forgetPreviews } from './sync/view'
import { goToSleep, stayAwake } from './sync/wake'
import { watchBadge } from './parts/badge'
import { forgetDrafts, letDraftsOut, restoreDrafts } from './parts/drafts'
import { watchNotices } from './parts/noticed'
import { toast } from './parts/toast'
import { language, speak, spoken, t } from './texts'
import type { Id, Language, Me, Pending } from './types'

export type Stage = 'starting' | 'signed_out' | 'unreachable' | 'ready'
export const stage = signal<Stage>('starting')
export const me = signal<Me | null>(null)
/** Why nothing is here: the device was wiped from another one, or had no word from the house for too long. */
export const emptied = signal<'wiped' | 'old' | null>(null)

const pauses = [1, 2, 4, 6]
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined

/** What this browser calls itself; another one after signing out. */
export function device(): string {
  const known = localStorage.getItem('okno.device')
  if (known) return known
  const made = uuid7()
  localStorage.setItem('okno.device', made)
  return made
}

// A start asks for its words and for its person while the disk is opened.
let words: Promise<void> | null = null
let asked: Promise<Me> | null = null
const learnWords = (): Promise<void> | null => (spoken() ? null : (words ??= speak().catch(() => {})))

function askAhead(): void {
  void learnWords()
  asked = ask<Me>('/api/me')
  asked.catch(() => {}) // told to whoever waits for it
  learnDates()
}

/** Who is signed in, and their words; `heard` goes on while the words still come. */
async function readMe(heard?: (found: Me) => void): Promise<Me> {
  const texts = learnWords()
  const answer = asked ?? ask<Me>('/api/me')
  asked = null
  answer.then(heard, () => {})
  const found = await answer.finally(() => texts)
  words = null
  setClock(found.now, found.dealership.time_zone)
  if (found.person.language !== language.value || !spoken()) await speak(found.person.language).catch(() => {})
  me.value = found
  know(found)
  return found
}

/** Opens with the book that lies on this phone, if one does; then, or at once, with what the server says. */
export async function start(): Promise<void> {
  const left = leftSession()
  if (left && !(await endLeft(left))) return
  askAhead()
  if (stage.value === 'starting') {
    const look = (looks += 1)
    await openKept((kept) => (look === looks && kept ? takeUp(kept) : undefined))
  }
  await bring(false)
}

let looks = 0 // at the disk: what one finds that began before a sign-out is nobody's

async function takeUp(kept: Kept | 'old'): Promise<void> {
  const here = me.value?.person.id
  if (kept === 'old') {
    if (!here) emptied.value = kept
  } else if (!here || here === kept.me.person.id) await wakeWith(kept)
  else {
    await wipe(false) // somebody else's, and what the house said meanwhile went with it
    keepBook()
  }
}

async function wakeWith(kept: Kept): Promise<void> {
  if (!me.value) setClock(new Date().toISOString(), kept.me.dealership.time_zone)
  await learnWords()
  if (!spoken() || language.value !== kept.me.person.language) await speak(kept.me.person.language).catch(() => {})
  if (loaded.value || stage.value === 'signed_out') return // the house was quicker
  me.value = kept.me
  restore(kept)
  await goOn(kept.me)
}

let at: Id | null = null // whose phone it is, as far as this page knows

/** The phone is ready; what an earlier page left undone goes on. */
async function goOn({ person }: Me): Promise<void> {
  stage.value = 'ready'
  if (at === person.id) return
  at = person.id
  const acts = actsOf(person.id).then((found) => at === person.id && restoreActs(found))
  if (!diskLate.value) await acts
  void restoreDrafts(person.id)
  stayAwake()
}

/** Empties the book's part of the disk; one that hangs does it before whatever it is asked next. */
async function wipeBook(): Promise<void> {
  const empty = wipe(false)
  if (!diskLate.value) await empty
}

/** What the server has: news of the book that is here, or the whole of it; `anew` when the rows here are too old. */
async function bring(anew: boolean, records = false): Promise<void> {
  clearTimeout(retry)
  try {
    let rows: ReturnType<typeof gather> | null = null
    const found = await readMe((heard) => {
      if (anew || at !== heard.person.id || !loaded.value) rows = gather(heard)
    })
    const same = at === found.person.id
    if (at && !same) await forgetBook()
    else if (records) await wipeBook() // what waits in the outbox is not the book's
    if (!loaded.value) stage.value = 'ready' // the frame stands while the rows come
    if (anew || !same || !loaded.value) await fill(found, rows ?? gather(found))
    else {
      void pull()
      void refreshDay()
    }
    failures = 0
    emptied.value = null
    await goOn(found)
    letOut()
    letDraftsOut(device())
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return signedOut(endingOf(error))
    if (!(error instanceof Unreachable) && !(error instanceof Problem)) throw error
    if (stage.value !== 'ready' || !loaded.value) stage.value = 'unreachable'
    retry = setTimeout(() => void bring(anew, records), pauses[Math.min(failures++, pauses.length - 1)]! * (750 + 500 * Math.random()))
  }
}

async function forgetBook(): Promise<void> {
  await wipeBook()
  batch(() => {
    forget()
    emptyFeeds()
    emptyOutbox()
    forgetDrafts()
  })
}

/** The session ended here or elsewhere: nothing of the clients stays on this phone. What its person wrote and nobody
 * has taken waits, sealed, for them to sign in again; whoever signs out by themselves, or is put out, gives it up. */
export function signedOut(how: Ending = 'over'): void {
  const empty = forgetHere(how !== 'over', 'signed_out')
  if (how === 'wiped') emptied.value = how
  if (how !== 'over') void import('./push/leaving').then(async ({ leave }) => leave((await empty) && how === 'wiped'))
}

function forgetHere(everything: boolean, next: Stage): Promise<boolean> {
  at = null
  looks += 1
  const empty = wipe(everything)
  clearTimeout(retry)
  goToSleep()
  batch(() => {
    me.value = null
    forget()
    emptyFeeds()
    emptyOutbox()
    forgetPreviews()
    forgetDrafts()
    forgetReading()
    stage.value = next
  })
  return empty
}

const longest = 14 * 86_400_000

/** A phone that had no word from the house for two weeks shows nothing any more, also when it was never closed. */
function watchAge(): void {
  effect(() => {
    if (now.value === 0 || stage.peek() !== 'ready' || !tooOld()) return
    void pull().then((came) => {
      if (came || stage.peek() !== 'ready' || !tooOld()) return
      void forgetHere(false, 'unreachable')
      emptied.value = 'old'
      void bring(true)
    })
  })
}

const tooOld = (): boolean => freshAt.peek() !== null && Date.now() - freshAt.peek()! > longest

const hearsWithin = 5_000

/** Empties this phone at once; a house that cannot be reached learns of it later. */
export async function signOut(): Promise<void> {
  const session = me.value?.session
  try {
    await ask('/api/session', { method: 'DELETE', within: hearsWithin })
  } catch (error) {
    const over = error instanceof Problem && error.status === 401
    if (!over && !(error instanceof Unreachable && session)) throw error
    if (!over) noteLeft(session!)
  }
  leave()
}

function leave(): void {
  signedOut('ended')
  if (leftSession()) void start()
}

/** A phone whose session is over here opens nothing and asks nothing before the house has ended it too. */
async function endLeft(session: Id): Promise<boolean> {
  clearTimeout(retry)
  if (stage.value === 'starting') void wipe(true) // it may have been killed before it was empty
  await learnWords()
  const heard = await tellLeft(session)
  if (leftSession() !== session) return false // somebody signed in meanwhile
  if (heard) {
    heardLeft()
    return stage.value === 'starting' // at the door nobody is waited for
  }
  batch(() => {
    unheard.value = true
    stage.value = 'signed_out'
  })
  retry = setTimeout(() => void start(), pauses.at(-1)! * 1000)
  return false
}

const tokenLength = 44

/** Takes the link an administrator gave, or the code another device shows. False if it is no longer good. */
export async function signIn(pasted: string): Promise<boolean> {
  const token = /([A-Za-z0-9_-]+)\/?\s*$/.exec(pasted.trim())?.[1]
  if (token?.length !== tokenLength) return signInBy('/api/session/code', { code: pasted.trim().slice(0, 60) })
  let answer: Response
  try {
    // The server sets the cookie and sends a browser on to "/": seen from here as an opaque redirect.
    answer = await fetch(`/sign-in/${encodeURIComponent(token)}`, {
      redirect: 'manual',
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch {
    throw new Unreachable('sign-in')
  }
  if (answer.type !== 'opaqueredirect' && !answer.ok) return false
  await begin()
  return true
}

/** Proves who it is by something that is no link. Raises what the server says against it. */
export async function signInBy(path: string, proof: unknown): Promise<true> {
  await ask(path, { method: 'POST', json: proof })
  await begin()
  return true
}

async function begin(): Promise<void> {
  heardLeft() // the house ends what a browser had before, when somebody signs in
  stage.value = 'starting'
  emptied.value = null
  await start()
}

export async function chooseLanguage(wanted: Language): Promise<void> {
  await speak(wanted)
  const known = me.value
  if (!known) return
  me.value = { ...known, person: { ...known.person, language: wanted } }
  await ask('/api/me', { method: 'PATCH', json: { language: wanted } })
  void refreshDay()
}

// Where a refusal has no place of its own on the screen, it is said at the bottom of it.
function refused(item: Pending): void {
  if (item.kind === 'conversations.reply' || item.kind === 'conversations.read') return
  if (item.problem?.found) return // the form that asked shows who was found
  if (attended.has(item.body.client_id as string)) return
  if (item.kind === 'tasks.complete') void refreshDay() // it says something else by now
  toast(item.problem?.detail ?? t('phone.refused'))
}

watchBadge()
watchNotices()
watchAge()
watchLeft(() => me.value && leave())
linkOutbox({ device: device(), owner: () => me.value?.person.id ?? null, pull, signedOut, refused })
linkFeed({ signedOut, refetch: (records) => bring(true, records), whoChanged: () => void readMe().catch(() => {}) })
