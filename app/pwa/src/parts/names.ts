// How people, cars and last lines are called on the screen.
import { me } from '../session'
import { t } from '../texts'
import type { Named, ThreadLine } from '../types'

export const addressed = (line: { address_form: string | null; name: string }): string => line.address_form || line.name || t('phone.lobby.nameless')

/** "Camry · А123ВС 163", or as much of it as is known. */
export const carLine = (line: { car: string | null; plate: string | null }): string => [line.car, line.plate].filter(Boolean).join(' · ')

export const isMe = (person: Named | null | undefined): boolean => !!person && person.id === me.value?.person.id

/** The given name of a colleague: the first word that is one. */
export const shortName = (person: Named): string => person.name.split(/\s+/)[0] ?? person.name

const kindWords: Record<string, string> = {
  photo: 'phone.kind.photo', voice: 'phone.kind.voice', document: 'phone.kind.document', location: 'phone.kind.location',
  contact: 'phone.kind.contact', call: 'phone.kind.call', missed_call: 'phone.kind.missed_call', other: 'phone.kind.other',
}

/** The last line of a talk: its words, or what it was. */
export function lastLine(line: ThreadLine): string {
  const kind = line.last_kind && line.last_kind !== 'text' ? kindWords[line.last_kind] : undefined
  if (line.last_text) return line.last_text
  return kind ? t(kind) : ''
}

export const plainPhone = (phone: string): string => phone.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4')
export const telephone = (phone: string): string => `tel:${phone.replace(/[^\d+]/g, '')}`
