// The talk as this window knows it: what was said, who answers by when, and how far it has been seen.
import { computed, signal } from '@preact/signals'
import { Refused, ask } from './api'
import { putAway } from './push'
import { speak, zone, type Language } from './words'

export interface File_ {
  id: string
  kind: 'photo' | 'voice' | 'document'
  name: string | null
  state: 'fetching' | 'ready' | 'failed' | 'too_large'
}
export interface Saying {
  id: string
  seq: number
  mine: boolean
  key: string | null
  kind: string
  text: string
  files: File_[]
  location: { latitude: number; longitude: number } | null
  author: string | null
  at: string
  edited: boolean
  deleted: boolean
  reply_to: string | null
  ask_id: string | null
  choices: { key: string; text: string }[]
}
export interface Presence {
  manager: string
  text: string
  waiting: boolean
  phone: string | null
}
interface Talk {
  language: Language
  time_zone: string
  form: string
  house: string
  presence: Presence
  sayings: Saying[]
  next: number | null
  epoch: string
  seq: number
  unproved: boolean
}
interface Changes {
  presence: Presence
  sayings: Saying[]
  gone: string[]
  epoch: string
  seq: number
  again: boolean
}

/** `closed`: no cookie of ours, or it was forgotten; `ended`: the house closed it; `stuck`: the house could not be reached at the start. */
export type Stage = 'opening' | 'open' | 'closed' | 'ended' | 'forgotten' | 'stuck'
export const stage = signal<Stage>('opening')
export const presence = signal<Presence | null>(null)
export const house = signal('')
/** A code that the manager reads out could show that the number on the card is the client's. */
export const unproved = signal(false)
export const known = signal<ReadonlyMap<string, Saying>>(new Map())
export const next = signal<number | null>(null)
export const sayings = computed(() => [...known.value.values()].sort((one, other) => one.seq - other.seq))

let place: { epoch: string; seq: number } | null = null

export function take(said: Saying[], gone: string[] = []): void {
  const found = new Map(known.peek())
  for (const id of gone) found.delete(id)
  for (const saying of said) found.set(saying.id, saying)
  known.value = found
}

// Whatever says that the window is over closes it; everything else is the caller's to judge.
export function judge(error: unknown): void {
  if (!(error instanceof Refused) || error.status !== 401 || stage.peek() === 'forgotten') return
  stage.value = error.code === 'window_ended' ? 'ended' : 'closed'
}

export async function open(): Promise<void> {
  try {
    const talk = await ask<Talk>('')
    zone.value = talk.time_zone
    await speak(talk.language)
    place = { epoch: talk.epoch, seq: talk.seq }
    house.value = talk.house
    unproved.value = talk.unproved
    presence.value = talk.presence
    known.value = new Map(talk.sayings.map((saying) => [saying.id, saying]))
    next.value = talk.next
    stage.value = 'open'
  } catch (error) {
    judge(error)
    if (stage.peek() === 'opening') stage.value = 'stuck'
    throw error
  }
}

let asking = false
let asked = false

/** What is new; asked meanwhile once more, it is looked for once more. */
export async function catchUp(): Promise<void> {
  asked = true
  if (asking || !place) return
  asking = true
  try {
    while (asked) {
      asked = false
      const news: Changes = await ask(`/changes?epoch=${place.epoch}&since=${place.seq}`)
      if (news.again) await open()
      else {
        place = { epoch: news.epoch, seq: news.seq }
        presence.value = news.presence
        take(news.sayings, news.gone)
      }
    }
  } catch (error) {
    judge(error)
    throw error
  } finally {
    asking = false
  }
}

export const isNews = (seq: number): boolean => !place || seq > place.seq

export async function older(): Promise<void> {
  if (next.value === null) return
  const page = await ask<{ sayings: Saying[]; next: number | null }>(`/messages?before=${next.value}`)
  take(page.sayings)
  next.value = page.next
}

let seen = 0

/** Before the client's eyes: what lies up to here has arrived. */
export async function tellSeen(): Promise<void> {
  const last = sayings.peek().at(-1)?.seq ?? 0
  if (document.visibilityState !== 'visible' || last <= seen) return
  void putAway().catch(() => {})
  const before = seen
  seen = last
  await ask('/seen', { method: 'PUT', json: { seq: last } }).catch((error: unknown) => {
    seen = before
    judge(error)
  })
}
