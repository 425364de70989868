// Every sentence of the phone: loaded once per language, plurals by Intl.PluralRules.
import { signal } from '@preact/signals'
import type { Language } from './types'

type Sentence = string | Partial<Record<Intl.LDMLPluralRule, string>>
type Args = Record<string, string | number>

const remembered = 'okno.language'

function guess(): Language {
  const known = localStorage.getItem(remembered) ?? navigator.language
  return known.startsWith('en') ? 'en' : 'ru'
}

export const language = signal<Language>(guess())
const sentences = signal<Record<string, Sentence>>({})

let loading = 0

export async function speak(wanted: Language = language.value): Promise<void> {
  const turn = ++loading
  const answer = await fetch(`/texts/${wanted}.json`)
  if (!answer.ok) throw new Error(`no texts: ${answer.status}`)
  const found = (await answer.json()) as Record<string, Sentence>
  if (turn !== loading) return
  sentences.value = found
  language.value = wanted
  document.documentElement.lang = wanted
  localStorage.setItem(remembered, wanted)
}

export const spoken = (): boolean => Object.keys(sentences.value).length > 0

const rules = new Map<string, Intl.PluralRules>()
function pluralOf(n: number): Intl.LDMLPluralRule {
  let rule = rules.get(language.value)
  if (!rule) rules.set(language.value, (rule = new Intl.PluralRules(language.value)))
  return rule.select(n)
}

// Small whole numbers are written alike everywhere, and a formatter costs milliseconds.
const figure = (value: number): string =>
  Number.isInteger(value) && value >= 0 && value < 1_000 ? String(value) : value.toLocaleString(language.value)

/** The sentence of a code; `{name}` is filled from args, and `n` chooses the plural. */
export function t(code: string, args: Args = {}): string {
  const found = sentences.value[code]
  const plural = typeof found === 'object' ? (found[pluralOf(Number(args.n))] ?? found.other ?? found.many) : found
  return (plural ?? code).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = args[name]
    return value === undefined ? whole : typeof value === 'number' ? figure(value) : value
  })
}

/** A sentence only if there is one: for codes that come from the server and may be newer than this phone. */
export function known(code: string): string | null {
  return code in sentences.value ? t(code) : null
}

/** Words that began inside a sentence, at the beginning of a line. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
