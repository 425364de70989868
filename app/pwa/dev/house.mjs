// A make-believe dealership for looking at the screens without a server. Nobody in it is real.
import { randomUUID } from 'node:crypto'

const minute = 60_000
const day = 1440 * minute
export const now = () => Date.now()
export const iso = (at) => new Date(at).toISOString()
export const ago = (minutes) => iso(now() - minutes * minute)
export const ahead = (minutes) => iso(now() + minutes * minute)

const families = [
  'Абрамов',
  'Белов',
  'Власов',
  'Громов',
  'Данилов',
  'Ефремов',
  'Жданов',
  'Зайцев',
  'Ильин',
  'Королёв',
  'Лапин',
  'Миронов',
  'Носов',
  'Орлов',
  'Панов',
  'Рябов',
  'Соколов',
  'Тихонов',
  'Уваров',
  'Фомин',
  'Харитонов',
  'Цветков',
  'Чернов',
  'Шестаков',
  'Щербаков',
  'Юдин',
  'Яковлев',
]
const given = [
  ['Анна', 'Мария', 'Елена', 'Ольга', 'Наталья', 'Ирина', 'Светлана'],
  ['Сергей', 'Андрей', 'Дмитрий', 'Павел', 'Игорь', 'Михаил', 'Роман'],
]
const fathers = [
  ['Сергеевна', 'Павловна', 'Олеговна', 'Ивановна', 'Юрьевна'],
  ['Сергеевич', 'Павлович', 'Олегович', 'Иванович', 'Юрьевич'],
]
const cars = ['Camry', 'RAV4', 'Land Cruiser 300', 'Highlander', 'Corolla', 'Fortuner', 'Hilux']
const letters = [...'АВЕКМНОРСТУХ']
let seed = 7
export const roll = (n) => (seed = (seed * 48271) % 2147483647) % n
export const pick = (list) => list[roll(list.length)]

export const people = [
  ['vera', 'Вера Орлова', 'manager', null],
  ['oleg', 'Олег Титов', 'manager', null],
  ['irina', 'Ирина Белова', 'supervisor', null],
  ['sofia', 'Софья Маркова', 'specialist', 'кредит'],
  ['timur', 'Тимур Ахметов', 'specialist', 'сервис'],
  ['lev', 'Лев Громов', 'specialist', 'трейд-ин'],
  ['alla', 'Алла Зимина', 'administrator', null],
].map(([handle, name, role, trade]) => ({
  id: randomUUID(),
  handle,
  name,
  address_form: name.split(' ')[0],
  role,
  trade,
  language: 'ru',
  deactivated_at: null,
}))
export const person = (handle) => people.find((one) => one.handle === handle)
export const named = (handle) => ({ id: person(handle).id, name: person(handle).name })

const plate = () => `${pick(letters)}${100 + roll(900)}${pick(letters)}${pick(letters)} 163`
function makeClient(index) {
  const sex = roll(2)
  const family = index === 0 ? 'Соколова' : pick(families) + (sex === 0 ? 'а' : '')
  const address = index === 0 ? 'Анна Сергеевна' : `${pick(given[sex])} ${pick(fathers[sex])}`
  return {
    id: randomUUID(),
    name: `${family} ${address}`,
    address_form: address,
    phones: [`+7000${String(1000000 + roll(8999999))}`],
    status: 'active',
    waiting_since: null,
    promise: null,
    next_step: roll(3) ? null : 'Позвонить про сезонный сервис',
    next_step_at: iso(now() + roll(20) * day),
    score: null,
    owner: named('vera'),
    car: pick(cars),
    plate: plate(),
    last_text: null,
    last_at: null,
    thread_id: null,
    connected: false,
    vin_tail: '123456',
    met_at: null,
    untold_since: null,
  }
}
export const clients = Array.from({ length: 400 }, (_, index) => makeClient(index))
export const others = Array.from({ length: 40 }, (_, index) => ({ ...makeClient(index + 500), owner: named('oleg') }))

export function card(id) {
  const line = [...clients, ...others].find((one) => one.id === id)
  if (!line) return null
  const second = roll(3) === 0 || line === clients[0]
  const car = (title, from, km) => ({
    id: randomUUID(),
    title,
    make: 'Toyota',
    model: title,
    year: 2022,
    vin: 'XW7BF4FK30S123456',
    plate: line.plate,
    role: 'owner',
    from_on: from,
    odometer: km ? { km, read_on: '2026-02-02' } : null,
  })
  return {
    id,
    name: line.name,
    address_form: line.address_form,
    status: 'active',
    language: 'ru',
    time_zone: null,
    never_before: line === clients[0] ? '11:00:00' : null,
    never_after: null,
    version: 1,
    since: '2021-09-14T08:00:00Z',
    owner: line.owner,
    responsible: { person: line.owner, because: 'owner', until_at: null, owner: line.owner },
    phones: line.phones.map((phone) => ({ id: randomUUID(), phone, label: 'own', verified_at: null })),
    emails: [],
    household: null,
    receptions: [],
    no_step_at: null,
    untold_since: null,
    channels: line.connected ? [{ id: randomUUID(), kind: 'telegram', verified_at: ago(9000), reachable: true }] : [],
    consents: [
      { purpose: 'reminders', given: true, at: '2021-09-14T08:00:00Z' },
      { purpose: 'offers', given: false, at: '2021-09-14T08:00:00Z' },
    ],
    cars: [
      car(line.car, '2022-04-11', 38400),
      ...(second ? [{ ...car('Corolla', '2019-06-02', null), plate: 'Т118ОМ 163', year: 2019, role: 'payer' }] : []),
    ],
    waiting_since: line.waiting_since,
    promise: line.promise,
    next_step: line.next_step,
    next_step_at: line.next_step_at,
    thread_id: line.thread_id,
    score: null,
  }
}

export function timeline(after) {
  const kinds = [
    ['message', 'Написал(а) в Telegram'],
    ['call', 'Звонок, 4 минуты: уточнили время приёма'],
    ['service', 'ТО-2, пробег 38 400 км'],
    ['deal', 'Выдан автомобиль Toyota Camry'],
    ['note', 'Предпочитает чай без сахара, приезжает с дочерью'],
    ['step', 'Следующий шаг: зимние шины'],
  ]
  const start = Number(after ?? 0)
  const items = Array.from({ length: 30 }, (_, place) => {
    const [kind, text] = kinds[(start + place) % kinds.length]
    return {
      id: randomUUID(),
      kind,
      at: iso(now() - (start + place) * 19 * day),
      who: (start + place) % 4 ? named('vera') : null,
      text,
      ref_id: null,
      direction: kind === 'message' ? 'in' : null,
      automatic: false,
    }
  })
  return { items, next: start < 60 ? String(start + 30) : null }
}
