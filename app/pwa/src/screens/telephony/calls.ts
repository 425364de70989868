// What the house says of its telephony, and the acts on it.
import { ask, Problem } from '../../api'
import { once } from '../../once'
import { t } from '../../texts'
import type { Id, Instant, Me } from '../../types'

export type Method = 'GET' | 'POST' | 'PUT'
export type Format = 'json' | 'form'
export interface Header {
  name: string
  value: string
}
export interface Webhook {
  url: string
  method: Method
  format: Format
  header_names: string[]
  body: string
}
export interface StaffPhone {
  id: Id
  name: string
  role: string
  phone: string | null
}
export interface Telephony {
  webhook: Webhook | null
  unreadable: boolean
  people: StaffPhone[]
  last: { state: string; text: string; at: Instant } | null
  hook: boolean
  heard_at: Instant | null
  placeholders: string[]
}
export interface NewHook {
  url: string
  secret: string
}

const path = '/api/telephony'

export const readTelephony = (): Promise<Telephony> => ask<Telephony>(path)
export const putWebhook = (json: Omit<Webhook, 'header_names'> & { headers: Header[] | null }): Promise<Telephony> =>
  ask<Telephony>(`${path}/webhook`, { method: 'PUT', json })
export const takeWebhook = (): Promise<Telephony> => ask<Telephony>(`${path}/webhook`, { method: 'DELETE' })
export const putPhone = (person: Id, phone: string): Promise<Telephony> =>
  ask<Telephony>(`${path}/people/${person}`, { method: 'PUT', json: { phone } })
export const testCall = (person: Id): Promise<unknown> =>
  once(`${path} ${person}`, (id) => ask(`${path}/people/${person}/calls`, { method: 'POST', json: { id } }))
export const openHook = (): Promise<NewHook> => ask<NewHook>(`${path}/hook`, { method: 'POST' })
export const closeHook = (): Promise<Telephony> => ask<Telephony>(`${path}/hook`, { method: 'DELETE' })
export const putHousePhone = (phone: string): Promise<Me['dealership']> =>
  ask<Me['dealership']>('/api/house/phone', { method: 'PUT', json: { phone } })

/** What the house says to it: of the field that is wrong, if it names one. */
export function saidBy(error: unknown): string {
  if (!(error instanceof Problem)) return t('phone.cut.now')
  return error.body.errors?.[0]?.message ?? error.message
}
