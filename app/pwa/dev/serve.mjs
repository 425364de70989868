// A development server: dist/ and made-up answers in the shapes of the API. PORT and AS=vera|irina|alla|sofia choose.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateSync } from 'node:zlib'
import { sentencesOf } from '../build/po.mjs'
import { card, clients, message, messages, now, others, people, person, threads, timeline, wait } from './house.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.webmanifest': 'application/manifest+json' }
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
const me = person(process.env.AS ?? 'vera')
const feed = { id: '00000000-0000-7000-8000-00000000feed', kind: 'book', epoch: '00000000-0000-7000-8000-0000000000e0', seq: 1 }
const changed = [] // {seq, kind, id, gone} of the one feed
const applied = []
const streams = new Set()
let standards = { answer: { from_time: '09:00:00', until_time: '21:00:00', answer_minutes: 60 }, version: 1, from_at: null, made_by: null }
let signedIn = true

function touch(...rows) {
  feed.seq += 1
  changed.push(...rows.map(([kind, id, gone]) => ({ seq: feed.seq, kind, id, gone })))
  for (const stream of streams) stream.write(`event: poke\ndata: ${JSON.stringify({ feed: feed.id, seq: feed.seq })}\n\n`)
}
const touchTalk = (thread, ...ids) => touch(['thread', thread.thread_id], ...(thread.client_id ? [['client', thread.client_id]] : []), ...ids.map((id) => ['message', id]))
const find = (id) => [...messages.values()].flat().find((one) => one.id === id)
const rowOf = { thread: (id) => threads.get(id), client: (id) => clients.find((one) => one.id === id), message: find }

function settleSoon(thread, made, state, then) {
  setTimeout(() => { made.state = state; touchTalk(thread, made.id); then?.() }, 700)
}
function answerBack(thread) {
  setTimeout(() => {
    const made = message(thread, { text: 'Поняла, спасибо! Тогда жду.' })
    wait(thread, 0, 60)
    touchTalk(thread, made.id)
  }, Number(process.env.ECHO ?? 4000))
}

const acts = {
  'conversations.reply': ({ thread_id, id, text, reply_to, files = [] }) => {
    const thread = threads.get(thread_id)
    const kind = files.length ? 'photo' : 'text'
    const attachments = files.map((file) => ({ id: file, kind, media_type: 'image/jpeg', size: 1000, name: 'photo.jpg', seconds: null, state: 'ready' }))
    const made = message(thread, { id, direction: 'out', text, reply_to, kind, attachments, state: 'queued' })
    Object.assign(thread, { waiting_since: null, promise: null, unread: 0 })
    touchTalk(thread, id)
    settleSoon(thread, made, 'sent', () => answerBack(thread))
    return made
  },
  'conversations.waive': ({ thread_id }) => { const thread = threads.get(thread_id); thread.was = [thread.waiting_since, thread.promise]; Object.assign(thread, { waiting_since: null, promise: null }); touchTalk(thread) },
  'conversations.unwaive': ({ thread_id }) => { const thread = threads.get(thread_id); [thread.waiting_since, thread.promise] = thread.was; touchTalk(thread) },
  'conversations.read': ({ thread_id }) => { const thread = threads.get(thread_id); thread.unread = 0; touchTalk(thread) },
  'conversations.link': ({ thread_id, client_id, client }) => {
    const thread = threads.get(thread_id)
    const line = [...clients, ...others].find((one) => one.id === client_id) ?? acts['clients.create'](client)
    Object.assign(thread, { client_id: line.id, name: line.name, address_form: line.address_form, car: line.car, plate: line.plate, owner: line.owner })
    line.thread_id = thread_id
    touchTalk(thread)
    return { thread_id, client_id: line.id }
  },
  'clients.create': ({ id, name, address_form, phone }) => {
    const line = { ...clients[9], id, name, address_form, phones: phone ? [phone] : [], car: null, plate: null, thread_id: null, connected: false, last_text: null, next_step: null, waiting_since: null, promise: null }
    clients.push(line)
    touch(['client', id])
    return line
  },
  'clients.change': ({ client_id, version, ...to }) => { Object.assign(clients.find((one) => one.id === client_id), to); touch(['client', client_id]) },
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

function pull({ feeds }) {
  const since = feeds[feed.id]?.since ?? 0
  const rows = new Map(changed.filter((row) => row.seq > since).map((row) => [row.kind + row.id, row]))
  const puts = [...rows.values()].map(({ kind, id }) => ({ kind, id, row: rowOf[kind](id) }))
  return { feeds: { [feed.id]: { ...feed, puts, dels: [], more: false } }, mutations: applied.filter((one) => one.seq > since).map(({ id, kind }) => ({ id, kind })) }
}

function push({ mutations }) {
  return { results: mutations.map(({ id, kind, body }) => {
    if (body.text === 'refuse') return { id, outcome: 'rejected', problem: { code: 'too_long', detail: 'Сообщение слишком длинное: не больше 4 096 знаков.' } }
    const result = acts[kind](body) ?? null
    applied.push({ id, kind, seq: feed.seq })
    return { id, outcome: 'applied', feeds: { [feed.id]: feed.seq }, result }
  }) }
}

function search(words) {
  const wanted = words.toLowerCase()
  return [...others, ...clients].filter((one) => `${one.name} ${one.plate} ${one.phones}`.toLowerCase().includes(wanted)).slice(0, 12)
    .map((one) => ({ id: one.id, name: one.name, phone_tail: one.phones[0]?.slice(-4) ?? null, car: one.car, plate: one.plate, owner: one.owner, mine: one.owner.id === me.id }))
}

// A photo of nothing in particular: a soft sky over a road.
function picture() {
  const [width, height] = [480, 360]
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const road = y > 220 && Math.abs(x - 240) < (y - 200) * 1.6
    const colour = road ? [70 + y / 8, 76 + y / 8, 84 + y / 8] : y > 220 ? [120, 140 - y / 12, 96] : [140 + y / 4, 176 + y / 5, 206 + y / 8]
    rows.set(colour.map(Math.round), y * (width * 3 + 1) + 1 + x * 3)
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data])
    let crc = ~0
    for (const byte of body) { crc ^= byte; for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0) }
    const frame = Buffer.alloc(body.length + 8)
    frame.writeUInt32BE(data.length); body.copy(frame, 4); frame.writeUInt32BE(~crc >>> 0, body.length + 4)
    return frame
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width); head.writeUInt32BE(height, 4); head.set([8, 2], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

const answers = {
  'GET /api/me': () => ({ person: me, dealership: { id: 'd', code: 'tp', name: 'Тольятти Премиум', language: 'ru', time_zone: 'Europe/Samara', phone: '+7 000 123-45-67' }, feeds: [{ ...feed }], now: new Date(now()).toISOString(), version: '0.1.0' }),
  'DELETE /api/session': () => { signedIn = false },
  'GET /api/book': () => ({ feed: feed.id, epoch: feed.epoch, seq: feed.seq, clients }),
  'GET /api/inbox': () => ({ threads: [...threads.values()] }),
  'GET /api/day': () => ({ on_duty: { person: person('vera'), until_at: new Date(now() + 4 * 3600e3).toISOString(), then: person('oleg') }, waiting: [], items: [], reach_out: [] }),
  'GET /api/clients': (url) => ({ clients: search(url.searchParams.get('search') ?? ''), next: null }),
  'GET /api/people': () => ({ people }),
  'GET /api/standards': () => standards,
  'PUT /api/standards': (_, body) => (standards = { ...standards, ...body, version: body.version + 1 }),
  'POST /sync/pull': (_, body) => pull(body),
  'POST /sync/push': (_, body) => push(body),
}

function byPath(method, url) {
  const [, , kind, id, rest] = url.pathname.split('/')
  if (kind === 'threads' && rest === 'messages') {
    const all = (messages.get(id) ?? []).filter((one) => one.seq < Number(url.searchParams.get('before') ?? Infinity))
    const page = all.slice(-50)
    return { thread: threads.get(id), messages: page, next: all.length > 50 ? page[0].seq : null }
  }
  if (kind === 'clients' && rest === 'timeline') return timeline(url.searchParams.get('after'))
  if (kind === 'clients' && id) return card(id)
  if (kind === 'people') { const one = people.find((known) => known.id === id); one.deactivated_at = method === 'POST' ? new Date().toISOString() : null; return {} }
  return null
}

async function bodyOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  const bytes = Buffer.concat(parts)
  return request.headers['content-type'] === 'application/json' && bytes.length ? JSON.parse(bytes) : bytes
}

async function page(url, response) {
  const language = /^\/texts\/(ru|en)\.json$/.exec(url.pathname)?.[1]
  if (language) return send(response, 200, sentencesOf(await readFile(join(root, `../texts/phone.${language}.po`), 'utf8'), language))
  const wanted = extname(url.pathname) ? url.pathname : '/index.html'
  const bytes = await readFile(join(root, 'dist', wanted)).catch(() => null)
  if (!bytes) return send(response, 404, { code: 'not_found' })
  response.writeHead(200, { 'Content-Type': types[extname(wanted)] ?? 'application/octet-stream', 'Content-Security-Policy': csp, 'Cache-Control': wanted.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache' })
  response.end(bytes)
}

function send(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
  response.end(body === undefined ? '{}' : JSON.stringify(body))
}

async function handle(request, response) {
  const url = new URL(request.url, 'http://localhost')
  if (url.pathname.startsWith('/sign-in/')) {
    signedIn = url.pathname !== '/sign-in/old'
    response.writeHead(signedIn ? 303 : 404, { Location: '/' })
    return response.end()
  }
  if (!/^\/(api|sync)\//.test(url.pathname)) return page(url, response)
  const body = await bodyOf(request)
  if (!signedIn) return send(response, 401, { code: 'unauthorized' })
  if (url.pathname === '/sync/stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    response.write(': open\n\n')
    streams.add(response)
    return request.on('close', () => streams.delete(response))
  }
  if (url.pathname.startsWith('/api/files/') && request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'image/png' })
    return response.end(picture())
  }
  if (url.pathname.startsWith('/api/files/')) return send(response, 200, {})
  if (url.pathname === '/api/me' && request.method === 'PATCH') return send(response, 200, Object.assign(me, body) && answers['GET /api/me']())
  const answer = answers[`${request.method} ${url.pathname}`]
  const found = answer ? answer(url, body) : byPath(request.method, url)
  return found === null ? send(response, 404, { code: 'not_found', detail: 'Такого здесь нет.' }) : send(response, 200, found)
}

const port = Number(process.env.PORT ?? 5180)
createServer((request, response) => void handle(request, response).catch((error) => { console.error(error); response.destroy() })).listen(port, '127.0.0.1', () => console.log(`http://localhost:${port} as ${me.handle}`))
// WRITES=5000 has a client write every five seconds.
if (process.env.WRITES) setInterval(() => { const thread = [...threads.values()][0]; const made = message(thread, { text: 'И ещё вопрос' }); wait(thread, 0, 60); touchTalk(thread, made.id) }, Number(process.env.WRITES))
