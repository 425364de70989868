// A development server: dist/ and made-up answers in the shapes of the API. PORT and AS=vera|irina|alla|sofia choose.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { sentencesOf } from '../build/po.mjs'
import { ofPage } from '../build/settings.mjs'
import { picture } from './picture.mjs'
import { feed, pull, push, streams, touchTalk } from './sync.mjs'
import { message, messages, threads, wait } from './talks.mjs'
import { card, clients, now, others, people, person, timeline } from './house.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'"
const me = person(process.env.AS ?? 'vera')
let standards = {
  answer: { from_time: '09:00:00', until_time: '21:00:00', answer_minutes: 60 },
  version: 1,
  from_at: null,
  made_by: null,
}
let signedIn = true

function search(words) {
  const wanted = words.toLowerCase()
  return [...others, ...clients]
    .filter((one) => `${one.name} ${one.plate} ${one.phones}`.toLowerCase().includes(wanted))
    .slice(0, 12)
    .map((one) => ({
      id: one.id,
      name: one.name,
      phone_tail: one.phones[0]?.slice(-4) ?? null,
      car: one.car,
      plate: one.plate,
      owner: one.owner,
      mine: one.owner.id === me.id,
    }))
}

const answers = {
  'GET /api/me': () => ({
    person: me,
    dealership: {
      id: 'd',
      code: 'tp',
      name: 'Тольятти Премиум',
      language: 'ru',
      time_zone: 'Europe/Samara',
      phone: '+7 000 123-45-67',
    },
    session: 's',
    feeds: [{ ...feed }],
    now: new Date(now()).toISOString(),
    version: '0.1.0',
  }),
  'DELETE /api/session': () => {
    signedIn = false
  },
  'GET /api/book': () => ({ feed: feed.id, epoch: feed.epoch, seq: feed.seq, clients }),
  'GET /api/inbox': () => ({ threads: [...threads.values()] }),
  'GET /api/day': () => ({
    on_duty: { person: person('vera'), until_at: new Date(now() + 4 * 3600e3).toISOString(), then: person('oleg') },
    waiting: [],
    items: [],
    reach_out: [],
  }),
  'GET /api/clients': (url) => ({ clients: search(url.searchParams.get('search') ?? ''), next: null, advice: null }),
  'GET /api/people': () => ({ people }),
  'GET /api/standards': () => standards,
  'PUT /api/standards': (_, body) => (standards = { ...standards, ...body, version: body.version + 1 }),
  'GET /api/notices': () => ({
    notices: [
      { id: 'n1', kind: 'coverage', client_id: null, text: 'В субботу с 21:00 до 23:00 никого нет', at: new Date(now()).toISOString(), seen_at: null },
    ],
  }),
  'GET /api/me/messenger': () => ({ bot: 'okno_dev_bot', linked_at: null, shown_name: null, reached: false }),
  'POST /sync/pull': (_, body) => pull(body),
  'POST /sync/push': (_, body) => push(body),
}

const since = '2021-09-14T08:00:00Z'
/** What hangs on a card. */
const ofClient = {
  events: () => ({ events: [] }),
  owners: () => ({ owners: [] }),
  visits: () => ({ visits: [] }),
  windows: () => ({ windows: [] }),
  'own-chat': () => ({ state: 'unproved', possible: false, listed: false, may_reply: false, until: null }),
  loyalty: () => ({
    score: 100,
    coverage: 1,
    status: 'loyal',
    word: 'Лоялен',
    care: null,
    losses: [],
    complaints: [],
    as_of: since,
    weights_version: 1,
  }),
}

// What the phone takes along: the records of the clients asked for, or the next page of the whole book.
function records(wanted, after) {
  const ids = wanted ?? clients.map((one) => one.id).sort().filter((id) => id > (after ?? '')).slice(0, 50)
  const taken = ids.map((id) => {
    const known = card(id)
    const rows = (messages.get(known?.thread_id) ?? []).slice(-50)
    const talk = known?.thread_id && { thread: threads.get(known.thread_id), messages: rows, next: null }
    return [id, { card: known, coming: [], timeline: timeline(null), talk: talk || null }]
  })
  return { seq: feed.seq, records: Object.fromEntries(taken), next: wanted || ids.length < 50 ? null : ids.at(-1) }
}

function byPath(method, url, body) {
  const [, , kind, id, rest] = url.pathname.split('/')
  if (kind === 'snapshot') return records(body?.ids, url.searchParams.get('after'))
  if (kind === 'devices' && rest === 'push')
    return { key: null, subscribed: false, endpoint_hash: null, shown_at: null, state: null }
  if (kind === 'threads' && rest === 'messages') {
    const all = (messages.get(id) ?? []).filter((one) => one.seq < Number(url.searchParams.get('before') ?? Infinity))
    const page = all.slice(-50)
    return { thread: threads.get(id), messages: page, next: all.length > 50 ? page[0].seq : null }
  }
  if (kind === 'threads' && rest === 'inner') return { notes: [], trades: [] }
  if (kind === 'clients' && rest === 'timeline') return timeline(url.searchParams.get('after'))
  if (kind === 'clients' && rest) return ofClient[rest]?.() ?? null
  if (kind === 'clients' && id) return card(id)
  if (kind === 'people') {
    const one = people.find((known) => known.id === id)
    one.deactivated_at = method === 'POST' ? new Date().toISOString() : null
    return {}
  }
  return null
}

async function bodyOf(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  const bytes = Buffer.concat(parts)
  return request.headers['content-type'] === 'application/json' && bytes.length ? JSON.parse(bytes) : bytes
}

// /styleguide, made anew at each look: a change of a part or a token shows at the next reload.
const guide = new Map()
async function styleguide() {
  const entryPoints = ['dev/styleguide.tsx', 'src/styles/main.css', 'src/styles/more.css', 'dev/styleguide.css']
  const made = await build({ ...ofPage, entryPoints, entryNames: '[name]', outdir: '/styleguide', write: false, define: { SHRINK: '""' } })
  for (const { path, contents } of made.outputFiles) guide.set(path, contents)
  const links = ['main', 'more', 'styleguide'].map((name) => `/styleguide/${name}.css`)
  guide.set(
    '/styleguide',
    `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Okno: parts</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="/icons/icon.svg">${links.map((path) => `<link rel="stylesheet" href="${path}">`).join('')}
<body><div id="app"></div><script type="module" src="/styleguide/styleguide.js"></script>`,
  )
}

async function page(url, response) {
  if (url.pathname === '/styleguide') await styleguide()
  if (guide.has(url.pathname)) {
    const type = types[extname(url.pathname)] ?? 'text/html'
    response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': csp, 'Cache-Control': 'no-store' })
    return response.end(guide.get(url.pathname))
  }
  const language = /^\/texts\/(ru|en)\.json$/.exec(url.pathname)?.[1]
  if (language)
    return send(
      response,
      200,
      sentencesOf(await readFile(join(root, `../texts/phone.${language}.po`), 'utf8'), language),
    )
  const wanted = extname(url.pathname) ? url.pathname : '/index.html'
  const bytes = await readFile(join(root, 'dist', wanted)).catch(() => null)
  if (!bytes) return send(response, 404, { code: 'not_found' })
  response.writeHead(200, {
    'Content-Type': types[extname(wanted)] ?? 'application/octet-stream',
    'Content-Security-Policy': csp,
    'Cache-Control': wanted.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
  })
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
  if (url.pathname === '/api/me' && request.method === 'PATCH')
    return send(response, 200, Object.assign(me, body) && answers['GET /api/me']())
  const answer = answers[`${request.method} ${url.pathname}`]
  const found = answer ? answer(url, body) : byPath(request.method, url, body)
  return found === null
    ? send(response, 404, { code: 'not_found', detail: 'Такого здесь нет.' })
    : send(response, 200, found)
}

const port = Number(process.env.PORT ?? 5180)
createServer(
  (request, response) =>
    void handle(request, response).catch((error) => {
      console.error(error)
      response.destroy()
    }),
).listen(port, '127.0.0.1', () => console.log(`http://localhost:${port} as ${me.handle}`))
// WRITES=5000 has a client write every five seconds.
if (process.env.WRITES)
  setInterval(() => {
    const thread = [...threads.values()][0]
    const made = message(thread, { text: 'И ещё вопрос' })
    wait(thread, 0, 60)
    touchTalk(thread, made.id)
  }, Number(process.env.WRITES))
