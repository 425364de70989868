// Finding a client in the book by any piece of a name, a car, a plate or a phone number.
import type { ClientLine } from '../../types'

export const normal = (text: string): string => text.trim().toLowerCase().replaceAll('ё', 'е')

// Plates are typed in either alphabet: the twelve letters a Russian plate may have look alike in both.
const twins: Record<string, string> = {
  a: 'а',
  b: 'в',
  e: 'е',
  k: 'к',
  m: 'м',
  h: 'н',
  o: 'о',
  p: 'р',
  c: 'с',
  t: 'т',
  y: 'у',
  x: 'х',
}
const plateKey = (text: string): string =>
  normal(text)
    .replace(/[^\p{L}\d]/gu, '')
    .replace(/[a-z]/g, (letter) => twins[letter] ?? letter)

const keys = new WeakMap<ClientLine, { words: string[]; plate: string; digits: string }>()
function keysOf(line: ClientLine) {
  let found = keys.get(line)
  if (!found) {
    const text = normal([line.name, line.address_form, line.car].filter(Boolean).join(' '))
    keys.set(
      line,
      (found = {
        words: text.split(/[\s,.-]+/),
        plate: plateKey(line.plate ?? ''),
        digits: line.phones.join(' ').replace(/[^\d ]/g, ''),
      }),
    )
  }
  return found
}

/** Every word asked for begins a word of the card, or is inside its plate, or in its phone number. */
export function matches(line: ClientLine, search: string): boolean {
  const { words, plate, digits } = keysOf(line)
  const number = search.replace(/[\s()+-]/g, '')
  if (/^\d{3,}$/.test(number)) return digits.includes(number.replace(/^8(?=\d{6})/, '')) || plate.includes(number)
  return search
    .split(/\s+/)
    .every(
      (word) =>
        words.some((known) => known.startsWith(word)) || (plate !== '' && plate.includes(plateKey(word) || '?')),
    )
}

const order = new Intl.Collator(['ru', 'en'])
export const sorted = (lines: ClientLine[]): ClientLine[] => lines.sort((a, b) => order.compare(a.name, b.name))
