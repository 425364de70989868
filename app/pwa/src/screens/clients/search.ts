// Finding a client by what people type: the server's rules over the book on this phone, letter for letter.
import shortNames from '../../../../clients/short_names.json'
import {
  backwards,
  cyrillic,
  distance,
  folded,
  inRussian,
  latin,
  onOtherKeyboard,
  plateKey,
  plateKeys,
  sound,
  vinKey,
  vinLength,
  wordsIn,
} from './spelling'

/** What a client is found by; phones and VINs stand backwards, so that their ends come first. */
export interface Keys {
  word: readonly string[]
  phone: readonly string[]
  plate: readonly string[]
  vin: readonly string[]
}
interface Term {
  kind: 'word' | 'number' | 'code'
  text: string
  others: readonly string[]
  names: readonly string[]
}
export type Reading = readonly Term[]
/** 0 exact, 1 beginnings, 2 similar; then the sum of costs: the lower the better. */
export type Fit = readonly [number, number]
export interface Hit<Row> {
  row: Row
  fit: Fit
}

const exact = 0
const other = 1
const begins = 2
const otherBegins = 3
const alike = 4
const never = 99
const mostTerms = 6
const mostSigns = 200
const few = 5
const letters = 'abekmhopctyxавекмнорстух'
const spacedPlate = new RegExp(
  `(?<![\\p{L}\\p{N}])([${letters}])[ -]?([0-9]{3})[ -]?([${letters}]{2})(?:[ -]?([0-9]{2,3}))?(?![\\p{L}\\p{N}])`,
  'gu',
)
const number = /^[+(]*[0-9][0-9()+./-]*$/
const cutShort = /^([а-я]{2,})-[а-я]{1,2}$/
const namesOf = shortNames as Record<string, string[] | undefined>

const term = (kind: Term['kind'], text: string): Term => ({ kind, text, others: [], names: [] })

function lettered(chunk: string, inLatin: boolean): Term[] {
  const short = cutShort.exec(chunk)
  const words = short ? [short[1]!] : wordsIn(chunk)
  if (words.some((word) => /[0-9]/.test(word))) return [term('code', words.join(''))]
  return words.map((word) => {
    const others = inLatin ? [] : inRussian(word)
    return { kind: 'word', text: word, others, names: namesOf[word] ?? [] }
  })
}

function termsOf(text: string, inLatin = false): Reading {
  const terms: Term[] = []
  let digits = ''
  const chunks = text
    .replace(spacedPlate, (_, ...parts: (string | undefined)[]) => parts.slice(0, 4).join(''))
    .split(/\s+/)
  for (const chunk of [...chunks.filter(Boolean), '']) {
    if (number.test(chunk)) {
      digits += chunk.replace(/[^0-9]/g, '')
      continue
    }
    // A whole Russian number without its 8 or 7, which are the same.
    if (digits) terms.push(term('number', /^[78]\d{10}$/.test(digits) ? digits.slice(1) : digits))
    digits = ''
    terms.push(...lettered(chunk, inLatin))
  }
  const seen = new Set<string>()
  return terms.filter(({ kind, text }) => !seen.has(kind + text) && seen.add(kind + text)).slice(0, mostTerms)
}

/** As typed, then as typed on the wrong keyboard. Empty where nothing can be searched for. */
export function readings(query: string): Reading[] {
  const text = folded([...query].slice(0, mostSigns).join(''))
  const both = [termsOf(text)]
  if (cyrillic.test(text)) both.push(termsOf(onOtherKeyboard(text), true))
  else if (latin.test(text)) both.push(termsOf(onOtherKeyboard(text)))
  return both.filter((reading) => reading.some(({ kind, text }) => kind !== 'number' || text.length > 2))
}

export const keysOf = (
  name: string,
  phones: readonly string[],
  plates: readonly string[],
  vins: readonly string[],
): Keys => ({
  word: [...new Set(wordsIn(name))],
  phone: phones.map((phone) => backwards(phone.replace(/\D/g, ''))),
  plate: plates.flatMap(plateKeys),
  vin: vins.map((vin) => backwards(vinKey(vin))),
})

/** Of a word misspelt, or of a piece from inside a name. */
function likeness(typed: string, word: string): number {
  const signs = [...typed].length
  if (signs < 3) return never
  const heard = sound(typed)
  const said = sound(word)
  if (heard === said) return alike + Math.min(distance(typed, word), 3)
  if (signs > 3 && word.includes(typed)) return alike + 2
  const [hear, say] = [[...heard], [...said]]
  if (hear.length < 4) return never
  if (said.startsWith(heard)) return alike + 3
  const apart = Math.abs(hear.length - say.length) < 2 && say.length > 3 ? distance(hear, say) : never
  if (apart < 2) return alike + 2 + Math.min(distance(typed, word), 4)
  const near = (length: number): boolean => distance(hear, say.slice(0, length)) < 2
  if (hear.length > 4 && [-1, 0, 1].some((more) => near(hear.length + more))) return alike + 8
  return never
}

function wordCost({ text, others, names }: Term, word: string, similar: boolean): number {
  if (word === text) return exact
  if (others.includes(word) || names.includes(word)) return other
  if (word.startsWith(text)) return begins
  if (others.some((each) => word.startsWith(each))) return otherBegins
  return similar ? likeness(others[0] ?? text, word) : never
}

const isNumber = (plate: string, digits: string): boolean => {
  const apart = digits.length === 5 || digits.length === 6 ? 3 : digits.length
  return plate.startsWith(digits.slice(0, apart)) && plate.endsWith(digits.slice(apart))
}

// As VINs are kept, and no more of it than a VIN has.
const backwardsVin = (text: string): string => backwards(vinKey(text)).slice(0, vinLength)
// Of a VIN typed whole the book's line, which has the last signs only, compares those.
const ofVin = (key: string, asked: string): boolean =>
  Math.min(key.length, asked.length) > 3 && key.startsWith(asked.slice(0, key.length))

function codeCost({ kind, text }: Term, keys: Keys): number {
  const costs: number[] = []
  const end = backwards(text)
  if (kind === 'number') {
    if (keys.phone.some((key) => key.startsWith(end))) costs.push(text.length > 3 ? exact : begins)
    if (keys.plate.some((key) => isNumber(key, text))) costs.push(text.length > 2 ? exact : begins)
    if (keys.vin.some((key) => ofVin(key, end))) costs.push(exact)
    return Math.min(never, ...costs)
  }
  const plate = plateKey(text)
  const vin = backwardsVin(text)
  for (const key of keys.plate) if (key.startsWith(plate)) costs.push(key === plate ? exact : begins)
  if (keys.vin.some((key) => ofVin(key, vin))) costs.push(exact)
  for (const word of keys.word) if (word.startsWith(text)) costs.push(word === text ? exact : begins)
  return Math.min(never, ...costs)
}

/** How well a client fits every term; null if one of them is not there. One word serves one term. */
export function fit(reading: Reading, keys: Keys, similar: boolean): Fit | null {
  const costs = reading.filter(({ kind }) => kind !== 'word').map((each) => codeCost(each, keys))
  const asked = reading
    .filter(({ kind }) => kind === 'word')
    .map((each) => keys.word.map((word) => wordCost(each, word, similar)))
  const used = new Set<number>()
  const least = (row: readonly number[]): number => Math.min(never, ...row)
  for (const row of [...asked].sort((a, b) => least(a) - least(b))) {
    let best = never
    let place = -1
    row.forEach((cost, n) => {
      if (cost < best && !used.has(n)) [best, place] = [cost, n]
    })
    used.add(place)
    costs.push(best)
  }
  const worst = Math.max(...costs)
  if (worst >= never) return null
  return [worst <= other ? 0 : worst <= otherBegins ? 1 : 2, costs.reduce((sum, cost) => sum + cost, 0)]
}

/** Who fits, the best first: as typed; if nobody, as the other keyboard has it; if few, what is similar. */
export function search<Row>(rows: readonly Row[], keys: (row: Row) => Keys, query: string): Hit<Row>[] {
  const both = readings(query)
  const found = new Map<Row, Fit>()
  for (const similar of [false, true]) {
    if (found.size >= few) break
    for (const reading of both) {
      for (const row of rows) {
        const fits = fit(reading, keys(row), similar)
        const before = found.get(row)
        if (fits && (!before || fits[0] < before[0] || (fits[0] === before[0] && fits[1] < before[1])))
          found.set(row, fits)
      }
      if (found.size) break
    }
  }
  return [...found].map(([row, fits]) => ({ row, fit: fits })).sort((a, b) => a.fit[0] - b.fit[0] || a.fit[1] - b.fit[1])
}

/** Which letters of a text the words asked for are: pieces of it, every second one marked. */
export function marked(text: string, query: string): string[] {
  const both = readings(query)
  const cut = [...text.matchAll(/[\p{L}\p{N}]+/gu)].map((found) => ({ at: found.index, word: found[0] }))
  for (const reading of both) {
    const pieces: string[] = []
    let from = 0
    for (const { at, word } of cut) {
      const costs = reading.map((each) => (each.kind === 'word' ? wordCost(each, wordsIn(word)[0] ?? '', true) : never))
      const least = Math.min(never, ...costs)
      if (least >= never) continue
      const asked = reading[costs.indexOf(least)]!
      const long = least === begins ? asked.text.length : word.length
      pieces.push(text.slice(from, at), text.slice(at, at + long))
      from = at + long
    }
    if (pieces.length) return [...pieces, text.slice(from)]
  }
  return [text]
}
