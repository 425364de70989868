// On the way to the house: each thing written is kept, sent under its own id until it is answered, and in order.
import { signal } from '@preact/signals'
import { Refused, ask } from './api'
import { uuid7 } from '../ids'
import { all, drop, keep, type Enclosed, type Written } from './kept'
import { judge, presence, take, type Presence, type Saying } from './state'

/** `waits`: no answer yet, it goes again by itself; `refused`: the house said no, and why. */
export type Fate = { state: 'sending' | 'waits' } | { state: 'refused'; why: string }
export interface Waiting extends Written {
  fate: Fate
}

export const waiting = signal<Waiting[]>([])
export const offline = signal(false)

const pauses = [2, 5, 10, 20, 30]
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined
let busy = false

function mark(id: string, fate: Fate): void {
  waiting.value = waiting.value.map((one) => (one.id === id ? { ...one, fate } : one))
}

/** Wait until the browser has it, then it counts as written; a browser that keeps nothing sends it all the same. */
export async function write(text: string, files: Enclosed[]): Promise<void> {
  const written: Written = { id: uuid7(), text, files, at: new Date().toISOString() }
  await keep(written).catch(() => {})
  waiting.value = [...waiting.value, { ...written, fate: { state: 'sending' } }]
  void send()
}

export async function resume(): Promise<void> {
  const kept = await all().catch(() => [])
  const here = new Set(waiting.value.map((one) => one.id))
  const fate: Fate = { state: 'waits' }
  waiting.value = [...kept.filter((one) => !here.has(one.id)).map((one) => ({ ...one, fate })), ...waiting.value]
  void send()
}

/** Once more, or no more, as the client says of what was refused. */
export function again(id: string): void {
  mark(id, { state: 'sending' })
  void send()
}
export async function remove(id: string): Promise<void> {
  waiting.value = waiting.value.filter((one) => one.id !== id)
  await drop(id).catch(() => {})
}

// Of several pages of this window one sends at a time; the ids make a repeat harmless all the same.
export async function send(): Promise<void> {
  if (busy) return
  busy = true
  clearTimeout(retry)
  try {
    const go = (): Promise<void> => sendAll()
    await (navigator.locks ? navigator.locks.request('okno-window-sending', go) : go())
  } finally {
    busy = false
  }
}

async function sendAll(): Promise<void> {
  for (let one = nextOne(); one; one = nextOne()) {
    mark(one.id, { state: 'sending' })
    try {
      await sendOne(one)
      failures = 0
      offline.value = false
    } catch (error) {
      judge(error)
      if (error instanceof Refused && error.status !== 401) {
        mark(one.id, { state: 'refused', why: error.message })
        continue
      }
      for (const each of waiting.value) if (each.fate.state === 'sending') mark(each.id, { state: 'waits' })
      offline.value = true
      retry = setTimeout(() => void send(), pauses[Math.min(failures++, pauses.length - 1)]! * 1000)
      return
    }
  }
}

const nextOne = (): Waiting | undefined => waiting.value.find((one) => one.fate.state !== 'refused')

async function sendOne(one: Waiting): Promise<void> {
  for (const file of one.files) {
    const headers = {
      'Content-Type': file.blob.type || 'application/octet-stream',
      'Okno-File-Name': encodeURIComponent(file.name),
    }
    await ask(`/files/${file.id}`, { method: 'PUT', body: file.blob, headers, within: 120_000 })
  }
  const json = { id: one.id, text: one.text, files: one.files.map((file) => file.id) }
  const said = await ask<{ saying: Saying; presence: Presence }>('/messages', { method: 'POST', json })
  take([said.saying])
  presence.value = said.presence
  waiting.value = waiting.value.filter((each) => each.id !== one.id)
  await drop(one.id).catch(() => {})
}
