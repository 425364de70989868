// The window's line to the house: JSON and files, and the difference between "no" and "no answer".
import { Unreachable } from '../once'
import { version } from '../version'
import { language } from './words'

/** The house answered, and said no: `message` is its sentence. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
  ) {
    super(sentence)
  }
}

export interface Asked {
  method?: string
  json?: unknown
  body?: Blob
  headers?: Record<string, string>
  within?: number
  keepalive?: boolean
}

const later = new Set([408, 425, 429])

// Half of an emoji, cut by a broken keyboard, would make the whole request unreadable.
const wellFormed = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value

export async function ask<T>(path: string, asked: Asked = {}): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': language.value, ...asked.headers }
  if (asked.method) headers['Okno-App'] = version // another site's form cannot set it
  if (asked.json !== undefined) headers['Content-Type'] = 'application/json'
  let answer: Response
  try {
    answer = await fetch('/api/c' + path, {
      method: asked.method ?? 'GET',
      headers,
      body: asked.json === undefined ? asked.body : JSON.stringify(asked.json, wellFormed),
      signal: AbortSignal.timeout(asked.within ?? 20_000),
      keepalive: asked.keepalive,
    })
    if (answer.status >= 500 || later.has(answer.status)) throw new Unreachable()
    if (answer.status === 204) return undefined as T
    const said = (await answer.json()) as T & { code?: string; detail?: string; errors?: { message: string }[] }
    if (answer.ok) return said
    throw new Refused(answer.status, said.code ?? '', said.errors?.[0]?.message ?? said.detail ?? '')
  } catch (error) {
    throw error instanceof Refused ? error : new Unreachable()
  }
}

export const fileAddress = (id: string): string => `/api/c/files/${id}`
