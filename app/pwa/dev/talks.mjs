// Talks of the make-believe dealership: who waits, what was said, what went wrong.
import { randomUUID } from 'node:crypto'
import { ago, ahead, clients, iso, named, now, pick, roll } from './house.mjs'

export const threads = new Map()
export const messages = new Map()
export const waits = []

export function message(thread, fields) {
  const list = messages.get(thread.thread_id)
  const made = {
    id: randomUUID(),
    thread_id: thread.thread_id,
    client_id: thread.client_id,
    seq: list.length + 1,
    direction: 'in',
    channel: 'telegram',
    kind: 'text',
    text: '',
    attachments: [],
    location: null,
    author: null,
    automatic: false,
    at: iso(now()),
    edited_at: null,
    deleted_at: null,
    state: null,
    state_text: null,
    delivery_id: null,
    reply_to: null,
    ...fields,
  }
  if (made.direction === 'out')
    Object.assign(made, {
      author: made.automatic ? null : (fields.author ?? named('vera')),
      state: fields.state ?? 'sent',
      delivery_id: randomUUID(),
    })
  list.push(made)
  Object.assign(thread, {
    last_text: made.text,
    last_kind: made.kind,
    last_at: made.at,
    last_direction: made.direction,
  })
  const line = clients.find((one) => one.id === thread.client_id)
  if (line)
    Object.assign(line, { last_text: made.text, last_at: made.at, thread_id: thread.thread_id, connected: true })
  return made
}

export function open(client, fields = {}) {
  const thread = {
    thread_id: randomUUID(),
    client_id: client?.id ?? null,
    name: client?.name ?? '',
    address_form: client?.address_form ?? null,
    car: client?.car ?? null,
    plate: client?.plate ?? null,
    last_text: null,
    last_kind: null,
    last_at: null,
    last_direction: null,
    waiting_since: null,
    promise: null,
    unread: 0,
    owner: client?.owner ?? null,
    connected: true,
    ...fields,
  }
  threads.set(thread.thread_id, thread)
  messages.set(thread.thread_id, [])
  return thread
}

export function wait(thread, since, byMinutes, unread = 1) {
  Object.assign(thread, {
    waiting_since: ago(since),
    promise: { person: named('vera'), by_at: ahead(byMinutes) },
    unread,
  })
  const line = clients.find((one) => one.id === thread.client_id)
  if (line) Object.assign(line, { waiting_since: thread.waiting_since, promise: thread.promise })
}

const file = (kind, fields = {}) => ({
  id: randomUUID(),
  kind,
  media_type: null,
  size: null,
  name: null,
  seconds: null,
  state: 'ready',
  ...fields,
})

function annasTalk() {
  const talk = open(clients[0])
  for (let past = 60; past > 3; past--)
    message(talk, {
      at: ago(past * 1440 * 3 + 80),
      direction: past % 3 ? 'in' : 'out',
      text: pick([
        'Спасибо, всё понятно.',
        'Записала Вас на четверг, 10:00. Подойдёт?',
        'Подскажите, колодки уже пора менять?',
        'Да, подойдёт.',
        'Посмотрели: запас ещё около 8 000 км, менять рано.',
      ]),
    })
  message(talk, { at: ago(1500), text: 'Здравствуйте! Стук спереди справа на лежачих полицейских' })
  message(talk, {
    at: ago(1499),
    direction: 'out',
    automatic: true,
    text: 'Анна Сергеевна, сообщение получено. Вера ответит сегодня до 18:40.',
  })
  const asked = message(talk, {
    at: ago(1480),
    direction: 'out',
    text: 'Добрый вечер, Анна Сергеевна! Стук появился после ямы или сам по себе? Пришлите, пожалуйста, фото колеса.',
    edited_at: ago(1478),
  })
  message(talk, {
    at: ago(1470),
    kind: 'photo',
    attachments: [file('photo', { name: 'wheel.jpg', media_type: 'image/jpeg' })],
    text: 'Вот, резина вроде целая',
    reply_to: asked.id,
  })
  message(talk, {
    at: ago(1469),
    kind: 'voice',
    attachments: [file('voice', { seconds: 100, media_type: 'audio/ogg' })],
  })
  message(talk, {
    at: ago(1300),
    direction: 'out',
    author: named('oleg'),
    text: 'Анна Сергеевна, Вера сегодня на выезде, поэтому отвечаю я. Записал Вас на диагностику, суббота, 10:00.',
    state: 'delivered',
  })
  message(talk, { at: ago(1290), text: 'Ой, не туда', deleted_at: ago(1289) })
  message(talk, {
    at: ago(1200),
    direction: 'out',
    kind: 'document',
    attachments: [file('document', { name: 'Заказ-наряд 4512.pdf', size: 482113 })],
    text: 'Предварительный расчёт',
    state: 'sent',
  })
  message(talk, { at: ago(90), kind: 'location', location: { latitude: 53.5078, longitude: 49.4204 } })
  message(talk, {
    at: ago(88),
    text: 'Я здесь, машина встала. Можно ли сегодня, а не в субботу? Ребёнка забирать в 17:30',
  })
  wait(talk, 47, 13, 2)
}

function troubledTalk() {
  const talk = open(clients[3])
  message(talk, { at: ago(300), text: 'Сколько выйдет за ТО-2?' })
  message(talk, {
    at: ago(280),
    direction: 'out',
    text: '21 400 ₽ с маслом и фильтрами, около трёх часов.',
    state: 'sent',
  })
  message(talk, {
    at: ago(120),
    direction: 'out',
    text: 'Записать Вас на пятницу?',
    state: 'not_confirmed',
    state_text: 'Не знаем, дошло ли: связь оборвалась в момент отправки, 14:02. Сами не повторяем.',
  })
  message(talk, {
    at: ago(60),
    direction: 'out',
    text: 'Утро ещё свободно.',
    state: 'failed',
    state_text: 'Не доставлено: клиент остановил бота (21 ноября, 14:02). Само не уйдёт.',
  })
  message(talk, {
    at: ago(3),
    direction: 'out',
    text: 'Если удобнее вечер, есть 18:00.',
    state: 'queued',
    state_text: 'Telegram не отвечает с 14:02. Сообщение в очереди; уйдёт само до 16:02, потом спросим Вас.',
  })
}

function fill() {
  annasTalk()
  const late = open(clients[1])
  message(late, {
    at: ago(128),
    text: 'Добрый день. Когда будет готова машина? Вы обещали к обеду, а мне ещё ехать в Самару',
  })
  wait(late, 128, -68)
  const voice = open(clients[2])
  message(voice, { at: ago(21), kind: 'voice', attachments: [file('voice', { seconds: 100 })], text: '' })
  wait(voice, 21, 39)
  troubledTalk()
  const night = open(clients[4])
  message(night, { at: ago(9), text: 'Спасибо большое за помощь, всё отлично!' })
  wait(night, 9, 51)
  const stranger = open(null, { name: 'Дима 🚙' })
  message(stranger, { at: ago(34), text: 'Здравствуйте, сколько стоит новый RAV4? Есть трейд-ин?' })
  message(stranger, {
    at: ago(33),
    direction: 'out',
    automatic: true,
    text: 'Здравствуйте! Сообщение получено, это «Тольятти Премиум». Ответит Вера Орлова, сегодня до 14:30. Если Вы уже наш клиент, нажмите «Отправить мой номер»: Вас узнает Ваш менеджер.',
  })
  wait(stranger, 34, 26)
  for (const client of clients.slice(6, 90)) {
    const talk = open(client)
    message(talk, {
      at: ago(roll(60 * 24 * 60) + 200),
      direction: roll(2) ? 'out' : 'in',
      text: pick([
        'Спасибо, до встречи!',
        'Хорошо, жду звонка',
        'Да, удобно в 15:00',
        'Отправила расчёт по каско',
        'Приедем вдвоём с женой',
        'Колёса в наличии, придержать?',
      ]),
    })
  }
}
fill()
