// How words are spelt, misspelt, typed in the other alphabet or on the wrong keyboard: as the server has it.
const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g
const control = /[\x00-\x1f\x7f-\x9f]/g
export const cyrillic = /[а-я]/
export const latin = /[a-z]/

const twins = (from: string, to: string): ((text: string) => string) => {
  const map = new Map([...from].map((sign, n) => [sign, to[n] ?? '']))
  return (text) => [...text].map((sign) => map.get(sign) ?? sign).join('')
}
const lookalikes = twins('abcehkmoptxy', 'авсенкмортху')
const russianKeys = twins("`qwertyuiop[]asdfghjkl;'zxcvbnm,.", 'ёйцукенгшщзхъфывапролджэячсмитьбю')
const latinKeys = twins('ёйцукенгшщзхъфывапролджэячсмитьбюе', "`qwertyuiop[]asdfghjkl;'zxcvbnm,.t")
const plateTwins = twins('ABEKMHOPCTYX', 'АВЕКМНОРСТУХ')
const vinTwins = twins('АВЕКМНОРСТУХOQI', 'ABEKMH0PCTYX001')

// The longer first; what one language writes with `j` another writes with `y` or `i`.
const syllables: Record<string, string> = Object.fromEntries(
  (
    'shch щ,sch щ,tch ч,zh ж,kh х,ch ч,sh ш,ts ц,tz ц,ph ф,ck к,yu ю,iu ю,ju ю,iya ия,ya я,ia я,ja я,yo е,jo е,' +
    'ye е,je е,iy ий,ij ий,ii ий,yy ый,ay ай,ai ай,ey ей,ei ей,oy ой,oi ой,uy уй,ui уй,ce це,ci ци,cv цв,a а,b б,' +
    'c к,d д,e е,f ф,g г,h х,i и,j й,k к,l л,m м,n н,o о,p п,q к,r р,s с,t т,u у,v в,w в,x кс,y ы,z з'
  )
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
)
const syllable = new RegExp(Object.keys(syllables).join('|'), 'g')
const clusters = 'тс ц,тц ц,дс ц,дц ц,сч щ,зч щ,жч щ,стн сн,здн зн,йо е'
  .split(',')
  .map((pair) => pair.split(' ') as [string, string])
const spoken = twins('оеэыйяюбвгджзщьъ', 'аиииииупфктшсш')

/** Lower case, ё as е, no accents on Latin letters, no invisible marks, spaces for control signs. */
export const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(control, ' ')
    .replace(invisible, '')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[\u00c0-\u024f]/g, (letter) => letter.normalize('NFD').charAt(0))

/** The words of a text in their order. A Latin letter inside a Russian word is its Russian twin. */
export const wordsIn = (text: string): string[] =>
  (folded(text).match(/[\p{L}\p{N}]+|[\u2600-\u27bf\u{1f000}-\u{1faff}]+/gu) ?? []).map((word) =>
    cyrillic.test(word) && latin.test(word) ? lookalikes(word) : word,
  )

/** What these keys give in the other layout. */
export const onOtherKeyboard = (text: string): string =>
  (cyrillic.test(text) ? latinKeys(text) : russianKeys(text)).replaceAll('ё', 'е')

/** A word in Latin letters as Russians may write it; empty for others. */
export function inRussian(word: string): string[] {
  if (!latin.test(word)) return []
  const plain = word.replace(syllable, (letters) => syllables[letters] ?? letters)
  const found = [plain]
  if (plain.endsWith('ы')) found.push(plain.slice(0, -1) + 'ий')
  if (word.endsWith('ia')) found.push(plain.slice(0, -1) + 'ия')
  return found
}

const sounds = new Map<string, string>()
/** What remains of a word for the ear. */
export function sound(word: string): string {
  let heard = sounds.get(word)
  if (heard === undefined) {
    heard = inRussian(word)[0] ?? word
    for (const [written, said] of clusters) heard = heard.replaceAll(written, said)
    heard = spoken(heard.replace(/(?<=[жшщчц])о/g, 'е')).replace(/(.)\1+/gu, '$1')
    if (sounds.size > 20_000) sounds.clear()
    sounds.set(word, heard)
  }
  return heard
}

const code = (text: string): string => text.toUpperCase().replace(/[^0-9A-ZА-Я]/g, '')
export const plateKey = (plate: string): string => plateTwins(code(plate))
export const vinKey = (vin: string): string => vinTwins(code(vin))
export const vinLength = 17
export const backwards = (text: string): string => [...text].reverse().join('')

/** A plate whole and from its first digit: people remember the digits. */
export const plateKeys = (plate: string): string[] => {
  const whole = plateKey(plate)
  return [...new Set([whole, whole.replace(/^\D+/, '')])].filter(Boolean)
}

/** How many letters were left out, added, changed or swapped with their neighbour. */
export function distance(from: string | string[], to: string | string[]): number {
  const [one, other] = [[...from], [...to]] // signs, not their halves
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1]
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, before[j - 2]! + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return last[other.length]!
}
