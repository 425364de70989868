// The search of the book as its screen needs it: what fits, what is alike, and which letters to mark.
import { plainPhone, spacedPlate } from '../../parts/names'
import type { ClientLine } from '../../types'
import { fit, type Keys, keysOf, marked, readings, search } from './search'

export interface Looked {
  fitting: ClientLine[]
  alike: ClientLine[]
}

const kept = new WeakMap<ClientLine, Keys>()
function keys(line: ClientLine): Keys {
  let found = kept.get(line)
  if (!found) {
    const plate = line.plate ? [line.plate] : []
    const vin = line.vin_tail ? [line.vin_tail] : []
    const words = [line.name, line.address_form, line.car].filter(Boolean).join(' ')
    kept.set(line, (found = keysOf(words, line.phones, plate, vin)))
  }
  return found
}

export function look(lines: readonly ClientLine[], query: string): Looked {
  const hits = search(lines, keys, query)
  return {
    fitting: hits.filter(({ fit: [grade] }) => grade < 2).map(({ row }) => row),
    alike: hits.filter(({ fit: [grade] }) => grade === 2).map(({ row }) => row),
  }
}

/** The name in pieces, every second one marked. */
export const markedName = (name: string, query: string): string[] => marked(name, query)

const only = (kind: 'phone' | 'plate' | 'vin', key: readonly string[]): Keys => ({
  word: [],
  phone: [],
  plate: [],
  vin: [],
  [kind]: key,
})

/** The last `count` digits of a number as people read it stand apart. */
function tailApart(phone: string, count: number): string[] {
  let at = phone.length
  for (let left = count; left > 0 && at > 0; at--) if (/\d/.test(phone[at - 1]!)) left--
  return [phone.slice(0, at), phone.slice(at)]
}

/** What beside the name was found, in pieces, every second one marked: the phone, the plate or the VIN. Null for none. */
export function evidence(line: ClientLine, query: string): string[] | null {
  const terms = readings(query)
    .flat()
    .filter(({ kind }) => kind !== 'word')
  for (const term of terms) {
    const all = keys(line)
    const phone = line.phones.find((_, n) => fit([term], only('phone', [all.phone[n]!]), false))
    if (phone && term.kind === 'number') return tailApart(plainPhone(phone), term.text.length)
    if (line.plate && fit([term], only('plate', all.plate), false)) return ['', spacedPlate(line.plate)]
    if (line.vin_tail && fit([term], only('vin', all.vin), false)) return ['VIN …', line.vin_tail]
  }
  return null
}
