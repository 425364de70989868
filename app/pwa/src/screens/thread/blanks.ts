// The blanks of a template: what the card, its reader and the house put into them, and how people write them.
import { byWhen, fullDate } from '../../clock'
import { toldBy } from '../../parts/wait'
import { me } from '../../session'
import { t } from '../../texts'
import type { Card, ThreadLine } from '../../types'

export interface Template {
  id: string
  title: string
  text: string
  house: boolean
}
export interface Templates {
  templates: Template[]
  blanks: string[]
  house: string
  phone: string | null
}

const hole = /\{(\w+)\}/g

const nameOf = (blank: string): string => t(`phone.blank.${blank}`)

/** "{name}" as people read it: "{обращение}". */
export const worded = (text: string): string => text.replace(hole, (_, blank: string) => `{${nameOf(blank)}}`)

/** And back, as the house keeps it. What is no blank of ours stays as it was typed: the house refuses it. */
export function keyed(text: string, blanks: readonly string[]): string {
  const byName = new Map(blanks.map((blank) => [nameOf(blank), blank]))
  return text.replace(/\{(.*?)\}/g, (whole, name: string) => (byName.has(name.trim()) ? `{${byName.get(name.trim())}}` : whole))
}

export const blankName = (blank: string): string => `{${nameOf(blank)}}`

function valueOf(blank: string, line: ThreadLine, card: Card | null, house: Templates): string | null {
  switch (blank) {
    case 'name':
      return line.address_form ?? line.name
    case 'car':
      return line.car
    case 'plate':
      return line.plate
    case 'next_step':
      return card?.next_step ?? null
    case 'next_step_at':
      return card?.next_step_at ? fullDate(card.next_step_at) : null
    case 'promise':
      return line.promise ? byWhen(toldBy(line.promise)) : null
    case 'manager':
      return me.value?.person.name ?? null
    case 'house':
      return house.house
    case 'phone':
      return house.phone
    default:
      return null
  }
}

export interface Filled {
  text: string
  missing: string[]
}

/** The template in the words of this card; what the card does not know is named, and leaves no hole. */
export function filled(template: Template, line: ThreadLine, card: Card | null, house: Templates): Filled {
  const missing = new Set<string>()
  const text = template.text.replace(hole, (_, blank: string) => {
    const value = valueOf(blank, line, card, house)
    if (!value) missing.add(nameOf(blank))
    return value ?? ''
  })
  return { text, missing: [...missing] }
}
