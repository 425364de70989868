// How people, cars and last lines are called on the screen.
import { me } from '../session'
import { t } from '../texts'
import type { Named, ThreadLine } from '../types'

export const addressed = (line: { address_form: string | null; name: string | null }): string =>
  line.address_form || line.name || t('phone.lobby.nameless')

/** A plate as it is painted: the region stands apart. */
export const spacedPlate = (plate: string): string => plate.replace(/^(\p{L}\d{3}\p{L}{2})(\d{2,3})$/u, '$1\u00a0$2')

/** "Camry · А123ВС 163", or as much of it as is known. */
export const carLine = (line: { car: string | null; plate: string | null }): string =>
  [line.car, line.plate && spacedPlate(line.plate)].filter(Boolean).join(' · ')

/** What stands under a name: whose client it is when not mine, then the car. */
export const under = (line: { car: string | null; plate: string | null; owner: Named | null }): string =>
  [line.owner && !isMe(line.owner) ? shortName(line.owner) : null, carLine(line)].filter(Boolean).join(' · ')

export const isMe = (person: Named | null | undefined): boolean => !!person && person.id === me.value?.person.id

/** Only the owner writes to a client, and who stands in; without a card any manager may; for an owner who is out, a supervisor. */
export function mayAnswer(line: ThreadLine): boolean {
  if (line.stands_in) return true
  const role = me.value?.person.role
  if (role === 'supervisor') return line.owner_out
  return role === 'manager' && (!line.owner || isMe(line.owner))
}

/** The given name of a colleague: the first word that is one. */
export const shortName = (person: Named): string => person.name.split(/\s+/)[0] ?? person.name

const kindWords: Record<string, string> = {
  photo: 'phone.kind.photo',
  voice: 'phone.kind.voice',
  document: 'phone.kind.document',
  location: 'phone.kind.location',
  contact: 'phone.kind.contact',
  call: 'phone.kind.call',
  missed_call: 'phone.kind.missed_call',
  other: 'phone.kind.other',
}

/** The last line of a talk: its words, or what it was. */
export function lastLine(line: ThreadLine): string {
  const kind = line.last_kind && line.last_kind !== 'text' ? kindWords[line.last_kind] : undefined
  if (line.last_text) return line.last_text
  return kind ? t(kind) : ''
}

export const plainPhone = (phone: string): string =>
  phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4')
export const telephone = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`

const hour = (time: string): string => time.slice(0, 5).replace(/^0/, '')

/** When a client wants to be left in peace, or null: "never before 11:00", "from 12:00 to 20:00". */
export function hoursOf({
  never_before,
  never_after,
}: {
  never_before: string | null
  never_after: string | null
}): string | null {
  if (never_before && never_after)
    return t('phone.thread.hours', { from: hour(never_before), until: hour(never_after) })
  if (never_before) return t('phone.thread.never_before', { time: hour(never_before) })
  return never_after ? t('phone.thread.never_after', { time: hour(never_after) }) : null
}
