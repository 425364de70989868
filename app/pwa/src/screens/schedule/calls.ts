// Schedules, pairs and the map as the server knows them, and hours in words.
import { ask } from '../../api'
import { dateField, format, timeField } from '../../clock'
import { uuid7 } from '../../ids'
import { capital, t } from '../../texts'
import type { Id, Instant, Named, Role } from '../../types'

export interface Span {
  from_minute: number
  until_minute: number
  kind: 'work' | 'duty'
}
export interface DayPlan {
  on: string
  spans: Span[]
}
export interface Shift {
  from_at: Instant
  until_at: Instant
  kind: Span['kind']
}
export type Away = 'leave' | 'ill' | 'away'
export interface Absence {
  id: Id
  kind: Away
  from_at: Instant
  until_at: Instant | null
  by: Named
}
export interface Ahead extends DayPlan {
  shifts: Shift[]
  differs: boolean
  away: Away | null
  holiday: string | null
}
export interface Asked {
  id: Id
  kind: 'pair' | 'days' | 'substitution'
  person: Named
  by: Named
  days: DayPlan[]
  give: DayPlan[]
  owner: Named | null
  from_at: Instant | null
  until_at: Instant | null
}
/** Agreed: this person looks after the clients of this owner. */
export interface Substitution {
  id: Id
  owner: Named
  person: Named
  from_at: Instant
  until_at: Instant
}
export interface Gap {
  from_at: Instant
  until_at: Instant
  owners: Named[]
  proposal: Named | null
}
export interface Plan {
  version: number
  week: Span[][]
  days: DayPlan[]
  follows?: boolean // the week is that of the house, and goes on following it
}
export interface Schedule extends Plan {
  usual: Span
  changed_at: Instant | null
  changed_by: Named | null
  absences: Absence[]
  pair: Named | null
  pair_ahead: DayPlan[]
  colleagues: Named[]
  helpers: Named[]
  substitutions: Substitution[]
  requests: Asked[]
  ahead: Ahead[]
  gaps: Gap[]
  warnings: string[]
}
export interface Here {
  person: Named
  role: Role
  kind: Span['kind']
  from_at: Instant
  until_at: Instant
}
export interface Duty {
  now: Here[]
  next: Here[]
  mine: { person: Named | null; step: 'substitute' | 'owner' | 'pair' | 'duty' | 'supervisor' | null } | null
}
export interface Row {
  person: Named
  role: Role
  pair: Named | null
  kept: boolean
  away: Away | null
  shifts: Shift[]
}
export interface Coverage {
  from_on: string
  until_on: string
  people: Row[]
  gaps: Gap[]
  minutes: number
  requests: Asked[]
  substitutions: Substitution[]
}

const own = '/api/schedule'
const post = <T>(path: string, json: object): Promise<T> => ask<T>(path, { method: 'POST', json: { id: uuid7(), ...json } })

export const readSchedule = (): Promise<Schedule> => ask(own)
export const putSchedule = ({ version, week, days, follows = false }: Plan): Promise<Schedule> =>
  ask(own, { method: 'PUT', json: { id: uuid7(), version, week, days, follows } })
export const goAway = (kind: Away, from_on: string | null, until_on: string | null): Promise<Schedule> =>
  post(`${own}/absences`, { kind, from_on, until_on })
export const comeBack = (id: Id): Promise<Schedule> => ask(`${own}/absences/${id}`, { method: 'DELETE' })
export const answer = (id: Id, accept: boolean): Promise<Schedule> =>
  ask(`${own}/requests/${id}/answer`, { method: 'POST', json: { accept } })
export const takeBack = (id: Id): Promise<void> => ask(`${own}/requests/${id}`, { method: 'DELETE' })
export const askDays = (person_id: Id, days: DayPlan[], also: boolean, give: DayPlan[] = []): Promise<void> =>
  post(`${own}/requests`, { person_id, days, also, give })
export const offerPair = (person_id: Id): Promise<void> => post('/api/pair', { person_id })
export const endPair = (): Promise<void> => ask('/api/pair', { method: 'DELETE' })
export const offerSubstitution = (person_id: Id, from_on: string, until_on: string, owner_id: Id | null): Promise<void> =>
  post('/api/substitutions', { person_id, from_on, until_on, owner_id })
export const endSubstitution = (id: Id): Promise<void> => ask(`/api/substitutions/${id}`, { method: 'DELETE' })
export const override = (person: Id, until_on: string | null): Promise<void> =>
  post(`/api/people/${person}/override`, { away: true, until_on })
export const readDuty = (): Promise<Duty> => ask('/api/duty')
export const readCoverage = (): Promise<Coverage> => ask('/api/coverage')

// --- hours in words

export const day = 24 * 60
export const morning: Span = { from_minute: 540, until_minute: 780, kind: 'work' }
export const evening: Span = { from_minute: 1020, until_minute: 1260, kind: 'work' }
export const nightOf = (usual: Span): Span => ({
  from_minute: usual.until_minute % day,
  until_minute: day + usual.from_minute,
  kind: 'duty',
})

export const hourField = (minute: number): string =>
  `${String(Math.floor((minute % day) / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const minuteOf = (field: string): number => {
  const [hours, minutes] = field.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}
const hour = (minute: number): string =>
  minute === day ? '24:00' : hourField(minute).replace(/^0/, '')

/** "9:00–13:00, 17:00–21:00"; a night is named as one. */
export function spansSaid(spans: Span[]): string {
  if (spans.length === 0) return t('phone.schedule.off')
  return [...spans]
    .sort((a, b) => a.from_minute - b.from_minute)
    .map((span) => {
      const hours = `${hour(span.from_minute)}–${hour(span.until_minute)}`
      return span.kind === 'duty' ? t('phone.schedule.duty_hours', { hours }) : hours
    })
    .join(', ')
}

/** A date of the house at noon: an instant that is that date wherever it is shown. */
export const noon = (on: string): Instant => `${on}T09:00:00Z`

export const dayName = (on: string): string =>
  capital(format(noon(on), { weekday: 'short', day: 'numeric', month: 'short' }).replace('.', ''))

/** A gap as hours of its day. */
export function spanOf(gap: Gap): DayPlan {
  const on = dateField(gap.from_at)
  const until = dateField(gap.until_at) === on ? minuteOf(timeField(gap.until_at)) : day
  return { on, spans: [{ from_minute: minuteOf(timeField(gap.from_at)), until_minute: until, kind: 'duty' }] }
}

