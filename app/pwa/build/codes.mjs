// Checks that every sentence the phone asks for exists in both languages, and that none lies there unused.
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sentencesOf } from './po.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const entries = await readdir(join(root, 'src'), { recursive: true })
const sources = await Promise.all(
  entries.filter((name) => /\.tsx?$/.test(name)).map((name) => readFile(join(root, 'src', name), 'utf8')),
)
const text = sources.join('\n')
const asked = new Set(text.match(/(?<=['"])phone\.[a-z_.]+[a-z](?=['"])/g))
const families = [...new Set(text.match(/(?<=`)phone\.[a-z_.]+\.(?=\$\{)/g))]

let wrong = 0
const say = (line) => {
  wrong += 1
  console.error(line)
}
const spoken = {}
for (const language of ['ru', 'en']) {
  spoken[language] = sentencesOf(await readFile(join(root, `../texts/phone.${language}.po`), 'utf8'), language)
  const there = spoken[language]
  for (const code of asked) if (!(code in there)) say(`${language}: no sentence for ${code}`)
  for (const code of Object.keys(there))
    if (!asked.has(code) && !families.some((family) => code.startsWith(family))) say(`${language}: nobody says ${code}`)
}
const holes = (sentence) => [...new Set(JSON.stringify(sentence).match(/\{\w+\}/g))].sort().join()
for (const [code, sentence] of Object.entries(spoken.ru)) {
  if (!(code in spoken.en)) say(`en: ${code} is missing`)
  else if (holes(sentence) !== holes(spoken.en[code])) say(`${code}: the languages name different facts`)
}
for (const code of Object.keys(spoken.en)) if (!(code in spoken.ru)) say(`ru: ${code} is missing`)
if (wrong) process.exit(1)
