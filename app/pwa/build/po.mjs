// Reads a .po catalogue of the phone into {code: sentence or {category: sentence}}: enough for checks and for the dev server.

const categories = { ru: ['one', 'few', 'many'], en: ['one', 'other'] }
const unquoted = (line) => JSON.parse(line.slice(line.indexOf('"')))

export function sentencesOf(po, language) {
  const found = {}
  let code = null
  let into = null // where continuation lines go: [object, key]
  for (const line of po.split('\n')) {
    if (line.startsWith('msgid ')) {
      code = unquoted(line)
      into = null
    } else if (line.startsWith('msgid_plural')) {
      found[code] = {}
    } else if (line.startsWith('msgstr[')) {
      const name = categories[language][Number(line[7])]
      found[code][name] = unquoted(line)
      into = [found[code], name]
    } else if (line.startsWith('msgstr ') && code) {
      found[code] = unquoted(line)
      into = [found, code]
    } else if (line.startsWith('"') && into) {
      into[0][into[1]] += unquoted(line)
    }
  }
  for (const sentence of Object.values(found))
    if (typeof sentence === 'object') sentence.other ??= Object.values(sentence).at(-1)
  return found
}
