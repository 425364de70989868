// What a text asks a client for, judged by words as people write them, a sentence at a time. Pure.
import type { Fact } from '../../types'

// A pattern begins and ends where a word does; `~` stands for any ending.
const words = (...patterns: string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\d])(?:${patterns.join('|').replaceAll('~', '\\p{L}*')})(?![\\p{L}\\d])`, 'gu')

const asking = words(
  'как(?:ой|ая|ое|ие|ого|ую|им|ому|ов|ова|овы)|сколько|назовите|назови|подскажите|подскажи|скажите|скажи',
  'напишите|напиши|пришлите|пришли|отправьте|отправь|укажите|укажи|сообщите|сообщи|уточните|уточни|уточнить|узнать',
  'продиктуйте|продиктуй|дайте|дай|скиньте|скинь|сбросьте|сбрось|оставьте|оставь|напомните|напомни|можно',
  'нужен|нужна|нужно|нужны|понадобится|жду|ждем|what|which|tell|send|give|share|remind|need|could|may|can|please',
)
/** What a question names; it asks for it only beside a word that asks, or where it is nearly all of the question. */
const named: [Fact, RegExp][] = [
  ['phone', words('(?:номер~ )?(?:контактн~ |мобильн~ )?телефон(?:а|у|ы|ом|чик~)?', '(?:мобильн~|сотов~|контактн~) номер~')],
  ['phone', words('ваш~ номер~(?! ?(?:машин|авто|кузов|заказ|договор))', 'номер~ для связи', '(?:tele|mobile )?phone(?: number)?')],
  ['email', words('e-?mail~', 'емейл~', 'имейл~', 'эл(?:ектронн)?~ (?:почт~|адрес~)', 'почт(?:а|у|ы)')],
  ['plate', words('гос ?номер~', 'гос ?знак~', 'номер~ (?:ваш~ )?(?:машин|авто)~', '(?:регистрационн|государственн)~ (?:номер|знак)~')],
  ['plate', words('(?:licen[cs]e |number )?plate(?: number)?', 'registration number')],
  ['vin', words('vin(?:[- ]?(?:код|номер|code|number)~)?', 'вин(?:[- ]?(?:код|номер)~)?', 'номер~ кузова')],
  ['mileage', words('пробег~', 'километраж~', 'одометр~', 'mileage', 'odometer')],
  ['name', words('ваш~ (?:имя|фио|фамили~|отчеств~|имя и отчеств~)', 'фио', 'your (?:full |first |last )?name')],
  ['car', words('(?:марк|модел)~ (?:и (?:марк|модел)~ )?(?:ваш~ )?(?:машин|авто)~', 'год~ выпуска')],
]
const meeting = '(?:по|пере|до)?(?:звон|набра|набир|связ|говор|писа|беспоко)~'
/** What is a question by itself. */
const whole: [Fact, RegExp][] = [
  ['mileage', words('сколько (?:вы |у вас |она |он |уже |сейчас )*(?:км|километров|проехал~|накатал~|пробежал~|прошл~)')],
  ['mileage', words('how many (?:km|kilomet~|miles)')],
  ['hours', words(`(?:когда|во сколько|в какое время|в каком часу|в какие часы) (?:\\p{L}+ ){0,5}${meeting}`)],
  ['hours', words(`удобн~ (?:время|часы) (?:\\p{L}+ ){0,3}${meeting}`, 'when (?:\\p{L}+ ){1,5}(?:call|reach|ring)')],
  ['name', words('как (?:вас|тебя) (?:зовут|звать|величать)', 'как (?:\\p{L}+ ){0,3}к вам обращаться')],
  ['car', words('как(?:ая|ой) (?:у вас |сейчас |же |именно )*(?:ваш~ )?(?:машина|автомобиль|авто)', 'на чем (?:вы )?ездите')],
  ['car', words('(?:what|which) car do you (?:have|drive)')],
]

/** Before a fact they make it the way or the topic: "по телефону", "на Вашу почту", "о пробеге". */
const aside = /(?:^|[^\p{L}])(?:на|по|в|с|со|о|об|про|при|к|от|до|для|из|у|без|by|on|at|with|about|to|from)(?: (?:ваш|тво|этот|эту|указанн|данн|your|this)\p{L}*)?\s*$/u
/** Somebody else's, or ours. */
const others = /^ (?:наш|мастер|сервис|салон|менеджер|дежурн|дилер|муж|жен|сын|доч|супруг|водител|отц|мам|брат|сестр)/u
const ours = /(?:^|[^\p{L}])(?:наш|мой|моя|мою|моего|our|my)\p{L}*\s*$/u
/** A car somebody looks for is not the one they have. */
const wanted = /интерес|хот|рассматр|понрав|выб[ие]р|присмотр|нравит|подобра|купить|заказ|буд(?:ет|ут)/u
const given = /\d{3}/

const plain = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').replace(/\b(гос|эл)\./gu, '$1').replace(/(?<=^|\s)(гос|эл)\./gu, '$1')
const sentencesOf = (text: string): string[] => plain(text).match(/[^.!?;\n]+[.!?;\n]*/g) ?? []

function standsIn(sentence: string, what: RegExp): boolean {
  for (const found of sentence.matchAll(what)) {
    const [before, after] = [sentence.slice(0, found.index), sentence.slice(found.index + found[0].length)]
    if (!aside.test(before) && !ours.test(before) && !others.test(after)) return true
  }
  return false
}

/** The facts that these words ask for, each once. */
export function askedFor(text: string): Fact[] {
  const found = new Set<Fact>()
  for (const sentence of sentencesOf(text)) {
    const flat = sentence.replace(/[^\p{L}\d?-]+/gu, ' ').trim()
    const told = given.test(flat.replace(/(?<=\d) (?=\d)/g, ''))
    const few = flat.endsWith('?') && flat.split(' ').length <= 4
    for (const [fact, what] of whole) if (flat.match(what)) found.add(fact)
    if (few || flat.match(asking)) for (const [fact, what] of named) if (!told && standsIn(flat, what)) found.add(fact)
    if (wanted.test(flat)) found.delete('car')
  }
  return [...found]
}
