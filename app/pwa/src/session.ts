// Who is signed in on this phone: the start, the end, and everything that must be forgotten then.
import { batch, signal } from '@preact/signals'
import { ask, Problem, Unreachable } from './api'
import { setClock } from './clock'
import { uuid7 } from './ids'
import { emptyFeeds, fill, linkFeed, pull, refreshDay } from './sync/feed'
import { emptyOutbox, linkOutbox, type Pending } from './sync/outbox'
import { forget } from './sync/store'
import { attended } from './sync/attended'
import { forgetReading } from './sync/talks'
import { forgetPreviews } from './sync/view'
import { goToSleep, stayAwake } from './sync/wake'
import { watchBadge } from './parts/badge'
import { drafts } from './parts/drafts'
import { watchNotices } from './parts/noticed'
import { toast } from './parts/toast'
import { language, speak, spoken, t } from './texts'
import type { Language, Me } from './types'

export type Stage = 'starting' | 'signed_out' | 'unreachable' | 'ready'
export const stage = signal<Stage>('starting')
export const me = signal<Me | null>(null)

const pauses = [2, 4, 8, 15, 30]
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

async function readMe(): Promise<Me> {
  const texts = spoken() ? null : speak().catch(() => {})
  const found = await ask<Me>('/api/me').finally(() => texts)
  setClock(found.now, found.dealership.time_zone)
  if (found.person.language !== language.value || !spoken()) await speak(found.person.language).catch(() => {})
  me.value = found
  return found
}

/** Sign-in by cookie and the first load; called again when the server says that the rows here are too old. */
export async function start(): Promise<void> {
  clearTimeout(retry)
  try {
    await fill(await readMe())
    failures = 0
    const first = stage.value !== 'ready'
    stage.value = 'ready'
    if (first) stayAwake(signedOut)
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return signedOut()
    if (!(error instanceof Unreachable) && !(error instanceof Problem)) throw error
    if (stage.value !== 'ready') stage.value = 'unreachable'
    retry = setTimeout(() => void start(), pauses[Math.min(failures++, pauses.length - 1)]! * 1000)
  }
}

/** The session ended here or elsewhere: nothing of the clients stays on this phone. */
export function signedOut(): void {
  clearTimeout(retry)
  goToSleep()
  batch(() => {
    me.value = null
    forget()
    emptyFeeds()
    emptyOutbox()
    forgetPreviews()
    drafts.clear()
    forgetReading()
    stage.value = 'signed_out'
  })
}

export async function signOut(): Promise<void> {
  await ask('/api/session', { method: 'DELETE' })
  signedOut()
}

/** Takes the link an administrator gave, or only its code. False if it is no longer good. */
export async function signIn(pasted: string): Promise<boolean> {
  const token = /([A-Za-z0-9_-]+)\/?\s*$/.exec(pasted.trim())?.[1]
  if (!token) return false
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
  stage.value = 'starting'
  await start()
  return true
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
linkOutbox({ device: device(), pull, signedOut, refused })
linkFeed({ signedOut, refetch: start, whoChanged: () => void readMe().catch(() => {}) })
