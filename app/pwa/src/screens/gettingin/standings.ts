// Where each client of the book stands on the way in: the server's rows, with this phone's own acts laid over them.
import { computed, signal } from '@preact/signals'
import { ask, Problem } from '../../api'
import { once } from '../../once'
import { pending } from '../../sync/outbox'
import { listeners } from '../../sync/store'
import { clientLines } from '../../sync/view'
import type { ClientLine, Id } from '../../types'
import type { Invited, Standing, Step } from './types'

export interface Guest {
  line: ClientLine
  state: Step
  standing: Standing | null
}
export type Group = 'to_invite' | 'waiting' | 'refused' | 'connected'

export const groups: readonly Group[] = ['to_invite', 'waiting', 'refused', 'connected']
const groupOf: Record<Step, Group> = {
  not_invited: 'to_invite',
  lapsed: 'to_invite',
  blocked: 'to_invite',
  invited: 'waiting',
  opened: 'waiting',
  refused: 'refused',
  connected: 'connected',
}

const standings = signal<ReadonlyMap<Id, Standing>>(new Map())
/** undefined until the server was asked, null without a bot. */
export const bot = signal<string | null | undefined>(undefined)

let fresh: Map<Id, Standing> | null = null
listeners.set('invitation', (rows) => {
  const changed = rows as ReadonlyMap<Id, Standing>
  for (const [id, row] of changed) fresh?.set(id, row)
  standings.value = new Map([...standings.value, ...changed])
})

/** Reads everyone's standing; what the feed brings meanwhile is newer than the answer. */
export async function readStandings(): Promise<void> {
  fresh = new Map()
  try {
    const found = await ask<{ bot: string | null; standings: Standing[] }>('/api/getting-in')
    standings.value = new Map([...found.standings.map((one) => [one.client_id, one] as const), ...fresh])
    bot.value = found.bot
  } finally {
    fresh = null
  }
}

function stepOf(line: ClientLine, standing: Standing | undefined): Step {
  if (line.connected) return 'connected'
  return standing && standing.state !== 'connected' ? standing.state : 'not_invited'
}

export const guests = computed<readonly Guest[]>(() => {
  const acts = new Map<Id, Step>()
  for (const { kind, body, state } of pending.value) {
    if (state === 'refused' || !kind.startsWith('invitations.')) continue
    const step = kind === 'invitations.share' ? 'invited' : kind === 'invitations.refuse' ? 'refused' : 'not_invited'
    acts.set(body.client_id as Id, step)
  }
  const known = standings.value
  const found = [...clientLines.value.values()].map((line) => {
    const standing = known.get(line.id)
    const state = stepOf(line, standing)
    return { line, standing: standing ?? null, state: state === 'connected' ? state : (acts.get(line.id) ?? state) }
  })
  return found.sort((a, b) => a.line.name.localeCompare(b.line.name, 'ru'))
})

export const grouped = computed<Record<Group, readonly Guest[]>>(() => {
  const found: Record<Group, Guest[]> = { to_invite: [], waiting: [], refused: [], connected: [] }
  for (const guest of guests.value) found[groupOf[guest.state]].push(guest)
  return found
})

/** Who comes after this client, among those still to be invited; round to the first at the end. */
export function following(id: Id): Id | null {
  const all = guests.value
  const place = all.findIndex((guest) => guest.line.id === id)
  const rest = [...all.slice(place + 1), ...all.slice(0, Math.max(place, 0))]
  return rest.find((guest) => groupOf[guest.state] === 'to_invite')?.line.id ?? null
}

// --- links, fetched ahead of the thumb

const invitations = new Map<Id, Promise<Invited>>()

async function fetchInvitation(client: Id, known: Id | null): Promise<Invited> {
  const path = `/api/clients/${client}/invitations`
  const invite = (id: Id): Promise<Invited> => ask<Invited>(path, { method: 'POST', json: { id } })
  try {
    if (known) return await invite(known)
  } catch (error) {
    // The link that stands was made in another way than ours: a new one does as well.
    if (!(error instanceof Problem)) throw error
  }
  return once(path, invite)
}

/** The client's link and words. A link that nobody has used yet is shown again; one that failed is asked for anew. */
export function invitationOf(client: Id): Promise<Invited> {
  const held = invitations.get(client)
  if (held) return held
  const asked = fetchInvitation(client, standings.value.get(client)?.invitation_id ?? null)
  invitations.set(client, asked)
  asked.catch(() => invitations.delete(client))
  return asked
}

export const forgetInvitation = (client: Id): boolean => invitations.delete(client)
