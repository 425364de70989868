// A manager's own Telegram, as the server knows it.
import { ask } from '../../api'
import { uuid7 } from '../../ids'
import type { Id, Instant } from '../../types'

export type OwnState = 'no_bot' | 'unproved' | 'proved' | 'connected' | 'ended' | 'stopped'

export interface OwnAccount {
  bot: string | null
  state: OwnState
  since: Instant | null
  may_reply: boolean
  chats: { client_id: Id; name: string; until: Instant | null }[]
}

export interface OwnChat {
  state: OwnState
  possible: boolean
  listed: boolean
  may_reply: boolean
  until: Instant | null
}

export const readAccount = (): Promise<OwnAccount> => ask<OwnAccount>('/api/own-account')
export const makeLink = (): Promise<{ url: string; expires_at: Instant }> =>
  ask('/api/me/messenger/links', { method: 'POST', json: { id: uuid7() } })
export const setListening = (listens: boolean): Promise<OwnAccount> =>
  ask('/api/own-account/listening', { method: 'PUT', json: { listens } })

const chatOf = (client: Id): string => `/api/clients/${client}/own-chat`
export const readChat = (client: Id): Promise<OwnChat> => ask<OwnChat>(chatOf(client))
export const setListed = (client: Id, listed: boolean): Promise<OwnChat> =>
  ask<OwnChat>(chatOf(client), { method: listed ? 'PUT' : 'DELETE' })
