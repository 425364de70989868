// Where I am signed in, and by which passkeys, as the server knows it.
import { ask } from '../../api'
import { once } from '../../once'
import type { Id, Instant } from '../../types'

export interface OwnSession {
  id: Id
  device: string | null
  script: boolean
  here: boolean
  opened_at: Instant
  seen_at: Instant
  pushes: boolean
  shown_at: Instant | null
  wiped_at: Instant | null
  emptied_at: Instant | null
}

export interface Passkey {
  id: Id
  device: string | null
  made_at: Instant
  used_at: Instant | null
}

export interface Code {
  code: string
  expires_at: Instant
}

export interface Mine {
  sessions: OwnSession[]
  passkeys: Passkey[]
}

export async function readMine(): Promise<Mine> {
  const [{ sessions }, { passkeys }] = await Promise.all([
    ask<{ sessions: OwnSession[] }>('/api/sessions'),
    ask<{ passkeys: Passkey[] }>('/api/me/passkeys'),
  ])
  return { sessions, passkeys }
}

export const endSession = (id: Id): Promise<void> => ask(`/api/sessions/${id}`, { method: 'DELETE' })
export const endOthers = (): Promise<void> => ask('/api/sessions', { method: 'DELETE' })
export const wipeDevice = (id: Id): Promise<void> => ask(`/api/sessions/${id}/wipe`, { method: 'PUT' })
export const dropPasskey = (id: Id): Promise<void> => ask(`/api/me/passkeys/${id}`, { method: 'DELETE' })
export const makeCode = (): Promise<Code> =>
  once('sign-in code', (id) => ask<Code>('/api/me/codes', { method: 'POST', json: { id } }))
