// Talking to the server: JSON in and out, problems as errors, and the difference between "no" and "no answer".
import { signal } from '@preact/signals'
import { takeEarly } from './ahead'
import { Unreachable } from './once'
import type { ProblemBody } from './types'
import { version } from './version'

export { Unreachable }

/** The house does not understand this version any more. What is not sent waits for a newer one. */
export const outdated = signal(false)
const tooOld = 426

/** The server answered, and said no. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.detail ?? body.title ?? body.code)
  }
}

/** How a session ended. One that somebody ended, or had wiped from another device, leaves nothing here; one that only
 * is over leaves what was not sent yet. */
export type Ending = 'over' | 'ended' | 'wiped'
const endings: Record<string, Ending> = { session_ended: 'ended', session_wiped: 'wiped' }
export const endingOf = ({ body }: Problem): Ending => endings[body.code] ?? 'over'

const answerWithin = 20_000

export interface Request_ {
  method?: string
  json?: unknown
  body?: Blob
  headers?: Record<string, string>
  within?: number
}

// Half of an emoji, cut by a field's length or a broken keyboard, would make the whole request unreadable.
const wellFormed = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value

async function send(path: string, asked: Request_): Promise<Response> {
  const method = asked.method ?? 'GET'
  // The server takes a change by cookie only with our own header: another site's form cannot set it.
  const headers: Record<string, string> = { Accept: 'application/json', 'Okno-App': version, ...asked.headers }
  if (asked.json !== undefined) headers['Content-Type'] = 'application/json'
  const early = takeEarly(path)
  try {
    if (early) return await early
    return await fetch(path, {
      method,
      headers,
      body: asked.json !== undefined ? JSON.stringify(asked.json, wellFormed) : asked.body,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(asked.within ?? answerWithin),
    })
  } catch {
    throw new Unreachable(path)
  }
}

// What a page of somebody between says with these is not the house's word: it ends no session and hides no card.
const notOurs: ReadonlySet<number> = new Set([401, 404, 407, 408])

async function problemOf(path: string, answer: Response): Promise<ProblemBody> {
  try {
    const body = (await answer.json()) as ProblemBody
    if (body && typeof body.code === 'string') return body
  } catch {
    // Not JSON: a proxy speaks, not the server.
  }
  if (notOurs.has(answer.status)) throw new Unreachable(`${path}: ${answer.status}`)
  return { code: 'unknown', status: answer.status }
}

export async function ask<T>(path: string, asked: Request_ = {}): Promise<T> {
  const answer = await send(path, asked)
  // Of answers that cross each other only the house's own word about this person says that it is over.
  if (answer.status === tooOld) outdated.value = true
  else if (answer.ok && path === '/api/me') outdated.value = false
  if (answer.status >= 500 || answer.status === 429 || answer.status === tooOld) throw new Unreachable(`${path}: ${answer.status}`)
  if (!answer.ok) throw new Problem(answer.status, await problemOf(path, answer))
  if (answer.status === 204) return undefined as T
  try {
    return (await answer.json()) as T
  } catch {
    throw new Unreachable(path)
  }
}

/** Stores the bytes under an id the phone made; a repeat with the same id is harmless. */
export function storeFile(id: string, file: Blob, name: string): Promise<unknown> {
  return ask(`/api/files/${id}`, {
    method: 'PUT',
    body: file,
    headers: { 'Content-Type': file.type || 'application/octet-stream', 'Okno-File-Name': encodeURIComponent(name) },
    within: 120_000,
  })
}

export const fileAddress = (id: string): string => `/api/files/${id}`
