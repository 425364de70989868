// What the screens see: the rows of the server with the person's own unconfirmed acts laid over them.
import { computed } from '@preact/signals'
import type { Attachment, Bubble, Card, ClientLine, DayItem, Id, Label, Notice, Pending, ThreadLine } from '../types'
import { pending } from './outbox'
import { now } from '../clock'
import { t } from '../texts'
import { clients, day, notices, talks, threads } from './store'

const ofKind = (kind: string): Pending[] =>
  pending.value.filter((item) => item.kind === kind && item.state !== 'refused')

// A reply still on the phone does not end the wait: only the server knows that the client is answered.
export const threadLines = computed<ReadonlyMap<Id, ThreadLine>>(() => {
  const over = pending.value.filter((item) => item.kind.startsWith('conversations.') && item.state !== 'refused')
  if (over.length === 0) return threads.value
  const lines = new Map(threads.value)
  for (const { kind, body, at } of over) {
    const line = lines.get(body.thread_id as Id)
    if (!line) continue
    const change = (to: Partial<ThreadLine>): void => void lines.set(line.thread_id, { ...line, ...to })
    if (kind === 'conversations.waive') change({ waiting_since: null, promise: null })
    if (kind === 'conversations.snooze') change({ snoozed_until: body.until_at as string })
    if (kind === 'conversations.unsnooze') change({ snoozed_until: null })
    if (kind === 'conversations.read') change({ unread: 0 })
    if (kind === 'conversations.reply')
      change({
        last_text: (body.text as string) || line.last_text,
        last_kind: 'text',
        last_at: at,
        last_direction: 'out',
      })
  }
  return lines
})

export const clientLines = computed<ReadonlyMap<Id, ClientLine>>(() => {
  const changes = ofKind('clients.change')
  if (changes.length === 0) return clients.value
  const lines = new Map(clients.value)
  for (const { body } of changes) {
    const line = lines.get(body.client_id as Id)
    if (line) lines.set(line.id, { ...line, ...fieldsOf(body) })
  }
  return lines
})

// A change without what it was made over and without consents, which the card holds in another shape.
function fieldsOf(body: Record<string, unknown>): object {
  const { client_id: _client, base: _base, consents: _consents, ...fields } = body
  return fields
}

function consented(card: Card, said: Record<string, boolean> | undefined, at: string): Card {
  if (!said) return card
  const others = card.consents.filter((consent) => !(consent.purpose in said))
  const fresh = Object.entries(said).map(([purpose, given]) => ({ purpose, given, at }))
  return { ...card, consents: [...others, ...fresh] }
}

function withContact(card: Card, kind: string, body: Record<string, unknown>): Card {
  const id = body.contact_id
  const change = <Row extends { id: Id; label: Label }>(rows: Row[]): Row[] =>
    kind === 'clients.end_contact'
      ? rows.filter((row) => row.id !== id)
      : rows.map((row) => (row.id === id ? { ...row, label: body.label as Label } : row))
  return { ...card, phones: change(card.phones), emails: change(card.emails) }
}

/** Changes of this card that the server did not take wait for the person's decision. */
export const refusedFor = (client: Id): boolean =>
  pending.value.some(
    (item) => item.kind === 'clients.change' && item.state === 'refused' && item.body.client_id === client,
  )

export function cardView(card: Card): Card {
  let seen = card
  for (const { kind, body, at, state } of pending.value) {
    if (state === 'refused' || body.client_id !== card.id) continue
    if (kind === 'clients.change')
      seen = consented({ ...seen, ...fieldsOf(body) }, body.consents as Record<string, boolean> | undefined, at)
    if (kind === 'clients.end_contact' || kind === 'clients.label_contact') seen = withContact(seen, kind, body)
    if (kind === 'clients.end_relative' && seen.household)
      seen = {
        ...seen,
        household: {
          ...seen.household,
          members: seen.household.members.filter((one) => one.client_id !== body.relative_id),
        },
      }
  }
  for (const { body, at } of ofKind('conversations.log_touch')) {
    if (body.client_id !== card.id) continue
    const { next_step, next_step_at = null, no_step } = body as Partial<Card> & { no_step?: boolean }
    if (next_step) seen = { ...seen, next_step, next_step_at, no_step_at: null }
    if (no_step) seen = { ...seen, next_step: null, next_step_at: null, no_step_at: at }
  }
  return seen
}

export const lineOf = (thread: Id): ThreadLine | null =>
  threadLines.value.get(thread) ?? talks.value.get(thread)?.line ?? null

/** What the day holds, without the tasks ticked off on this phone. */
export const dayItems = computed<readonly DayItem[]>(() => {
  const ticked = new Set<Id>()
  for (const { kind, body, state } of pending.value) {
    if (state === 'refused') continue
    if (kind === 'tasks.complete') ticked.add(body.task_id as Id)
    if (kind === 'tasks.reopen') ticked.delete(body.task_id as Id)
  }
  const items = day.value?.items ?? []
  return ticked.size ? items.filter((item) => !ticked.has(item.id)) : items
})

// Of equal promises the longest wait is first, as the server orders them.
const due = (line: ThreadLine): string => `${line.promise?.by_at ?? line.waiting_since} ${line.waiting_since}`

/** When a wait that was put aside comes back: at the hour chosen, or when its promise falls due before. */
export function backAt({ waiting_since, snoozed_until, promise }: ThreadLine): number | null {
  if (!waiting_since || !snoozed_until) return null
  const until = Math.min(Date.parse(snoozed_until), promise ? Date.parse(promise.by_at) : Infinity)
  return until > now.value ? until : null
}

/** Everybody who waits, the earliest promise first. */
export const unanswered = computed<readonly ThreadLine[]>(() =>
  [...threadLines.value.values()].filter((line) => line.waiting_since).sort((a, b) => (due(a) < due(b) ? -1 : 1)),
)

/** Who waits for this person now, and those put aside till later. */
export const waiting = computed(() => unanswered.value.filter((line) => backAt(line) === null))
export const snoozed = computed(() => unanswered.value.filter((line) => backAt(line) !== null))

export const allThreads = computed<readonly ThreadLine[]>(() =>
  [...threadLines.value.values()].sort((a, b) => ((a.last_at ?? '') < (b.last_at ?? '') ? 1 : -1)),
)

const previews = new Map<Id, string>()
function previewOf(id: Id, blob: Blob): string {
  let address = previews.get(id)
  if (!address) previews.set(id, (address = URL.createObjectURL(blob)))
  return address
}

export function forgetPreviews(): void {
  for (const address of previews.values()) URL.revokeObjectURL(address)
  previews.clear()
}

function unsent(item: Pending): Bubble {
  const attachments: Attachment[] = item.files.map((file) => ({
    id: file.id,
    kind: file.kind,
    media_type: file.blob.type,
    size: file.blob.size,
    name: file.name,
    seconds: null,
    state: 'ready',
  }))
  const { state: at } = item
  const state = at === 'refused' || at === 'asks' ? at : at === 'applied' ? 'queued' : 'here'
  return {
    id: item.id,
    thread_id: item.body.thread_id as Id,
    client_id: null,
    seq: Number.MAX_SAFE_INTEGER,
    direction: 'out',
    channel: '',
    kind: item.files[0]?.kind ?? 'text',
    text: item.body.text as string,
    attachments,
    location: null,
    author: null,
    automatic: false,
    at: item.at,
    edited_at: null,
    deleted_at: null,
    state,
    state_text: item.why ? t(`phone.outbox.${item.why}`) : (item.problem?.detail ?? null),
    delivery_id: null,
    reply_to: (item.body.reply_to as Id | null) ?? null,
    chain: null,
    previews: new Map(
      item.files.filter((file) => file.kind !== 'document').map((file) => [file.id, previewOf(file.id, file.blob)]),
    ),
  }
}

const tooLong = 3_600_000

/** How many acts of this phone somebody should look at: refused, asking, or unsent for an hour. */
export const attention = computed(
  () =>
    pending.value.filter(
      ({ state, at }) =>
        state === 'refused' || state === 'asks' || (state !== 'applied' && now.value - Date.parse(at) > tooLong),
    ).length,
)

/** The bubbles of a talk, oldest first: the server's, then those it has not shown yet. */
export function bubblesOf(thread: Id): readonly Bubble[] {
  const rows = talks.value.get(thread)?.rows
  const lines = new Map(ofKind('conversations.sum_up').map(({ body }) => [body.message_id, body.line as string]))
  const lined = (row: Bubble): Bubble => (lines.has(row.id) ? { ...row, line: lines.get(row.id) } : row)
  const sorted: Bubble[] = rows ? [...rows.values()].sort((a, b) => a.seq - b.seq) : []
  const known = lines.size ? sorted.map(lined) : sorted
  const own = pending.value.filter(
    (item) => item.kind === 'conversations.reply' && item.body.thread_id === thread && !rows?.has(item.id),
  )
  return own.length ? [...known, ...own.map(unsent)] : known
}

/** Deliveries somebody is acting on at this moment: their buttons rest. */
export const busyDeliveries = computed(
  () =>
    new Set(
      pending.value
        .filter((item) => item.kind.startsWith('deliveries.') && item.state !== 'refused')
        .map((item) => item.body.delivery_id as Id),
    ),
)

/** What this person has not put away yet, the latest first. */
export const unseenNotices = computed<readonly Notice[]>(() => {
  const away = new Set([
    ...ofKind('people.see_notice').map((item) => item.body.notice_id as Id),
    ...ofKind('handoffs.return_note').map((item) => item.body.return_id as Id),
  ])
  return [...notices.value.values()].filter((notice) => !away.has(notice.id)).sort((a, b) => (a.at < b.at ? 1 : -1))
})
