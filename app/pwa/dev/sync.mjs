// The one feed of the make-believe dealership: pokes, pulls, pushes, and what each act does.
import { clients, others } from './house.mjs'
import { message, messages, threads, wait } from './talks.mjs'

export const feed = {
  id: '00000000-0000-7000-8000-00000000feed',
  kind: 'book',
  epoch: '00000000-0000-7000-8000-0000000000e0',
  seq: 1,
}
const changed = [] // {seq, kind, id, gone} of the one feed
const applied = []
export const streams = new Set()

function touch(...rows) {
  feed.seq += 1
  changed.push(...rows.map(([kind, id, gone]) => ({ seq: feed.seq, kind, id, gone })))
  for (const stream of streams)
    stream.write(`event: poke\ndata: ${JSON.stringify({ feed: feed.id, seq: feed.seq })}\n\n`)
}
export const touchTalk = (thread, ...ids) =>
  touch(
    ['thread', thread.thread_id],
    ...(thread.client_id ? [['client', thread.client_id]] : []),
    ...ids.map((id) => ['message', id]),
  )
const find = (id) => [...messages.values()].flat().find((one) => one.id === id)
const rowOf = { thread: (id) => threads.get(id), client: (id) => clients.find((one) => one.id === id), message: find }

function settleSoon(thread, made, state, then) {
  setTimeout(() => {
    made.state = state
    touchTalk(thread, made.id)
    then?.()
  }, 700)
}
function answerBack(thread) {
  setTimeout(
    () => {
      const made = message(thread, { text: 'Поняла, спасибо! Тогда жду.' })
      wait(thread, 0, 60)
      touchTalk(thread, made.id)
    },
    Number(process.env.ECHO ?? 4000),
  )
}

const acts = {
  'conversations.reply': ({ thread_id, id, text, reply_to, files = [] }) => {
    const thread = threads.get(thread_id)
    const kind = files.length ? 'photo' : 'text'
    const attachments = files.map((file) => ({
      id: file,
      kind,
      media_type: 'image/jpeg',
      size: 1000,
      name: 'photo.jpg',
      seconds: null,
      state: 'ready',
    }))
    const made = message(thread, { id, direction: 'out', text, reply_to, kind, attachments, state: 'queued' })
    Object.assign(thread, { waiting_since: null, promise: null, unread: 0 })
    touchTalk(thread, id)
    settleSoon(thread, made, 'sent', () => answerBack(thread))
    return made
  },
  'conversations.waive': ({ thread_id }) => {
    const thread = threads.get(thread_id)
    thread.was = [thread.waiting_since, thread.promise]
    Object.assign(thread, { waiting_since: null, promise: null })
    touchTalk(thread)
  },
  'conversations.unwaive': ({ thread_id }) => {
    const thread = threads.get(thread_id)
    ;[thread.waiting_since, thread.promise] = thread.was
    touchTalk(thread)
  },
  'conversations.read': ({ thread_id }) => {
    const thread = threads.get(thread_id)
    thread.unread = 0
    touchTalk(thread)
  },
  'conversations.link': ({ thread_id, client_id, client }) => {
    const thread = threads.get(thread_id)
    const line = [...clients, ...others].find((one) => one.id === client_id) ?? acts['clients.create'](client)
    Object.assign(thread, {
      client_id: line.id,
      name: line.name,
      address_form: line.address_form,
      car: line.car,
      plate: line.plate,
      owner: line.owner,
    })
    line.thread_id = thread_id
    touchTalk(thread)
    return { thread_id, client_id: line.id }
  },
  'clients.create': ({ id, name, address_form, phone }) => {
    const line = {
      ...clients[9],
      id,
      name,
      address_form,
      phones: phone ? [phone] : [],
      car: null,
      plate: null,
      thread_id: null,
      connected: false,
      last_text: null,
      next_step: null,
      waiting_since: null,
      promise: null,
    }
    clients.push(line)
    touch(['client', id])
    return line
  },
  'clients.change': ({ client_id, version, ...to }) => {
    Object.assign(
      clients.find((one) => one.id === client_id),
      to,
    )
    touch(['client', client_id])
  },
  'deliveries.send_again': ({ delivery_id }) => again(delivery_id, 'queued', true),
  'deliveries.confirm': ({ delivery_id }) => again(delivery_id, 'sent'),
  'deliveries.withdraw': ({ delivery_id }) => again(delivery_id, 'withdrawn'),
}
function again(delivery, state, settle) {
  const made = [...messages.values()].flat().find((one) => one.delivery_id === delivery)
  Object.assign(made, { state, state_text: null })
  touchTalk(threads.get(made.thread_id), made.id)
  if (settle) settleSoon(threads.get(made.thread_id), made, 'sent')
}

export function pull({ feeds }) {
  const since = feeds[feed.id]?.since ?? 0
  const rows = new Map(changed.filter((row) => row.seq > since).map((row) => [row.kind + row.id, row]))
  const puts = [...rows.values()].map(({ kind, id }) => ({ kind, id, row: rowOf[kind](id) }))
  return {
    feeds: { [feed.id]: { ...feed, puts, dels: [], more: false } },
    mutations: applied.filter((one) => one.seq > since).map(({ id, kind }) => ({ id, kind })),
  }
}

export function push({ mutations }) {
  return {
    results: mutations.map(({ id, kind, body }) => {
      if (body.text === 'refuse')
        return {
          id,
          outcome: 'rejected',
          problem: { code: 'too_long', detail: 'Сообщение слишком длинное: не больше 4 096 знаков.' },
        }
      const result = acts[kind](body) ?? null
      applied.push({ id, kind, seq: feed.seq })
      return { id, outcome: 'applied', feeds: { [feed.id]: feed.seq }, result }
    }),
  }
}
