// Every act of the phone, with the body the server's action takes. The id of the thing is the id of the act.
import { nowIso } from '../clock'
import { uuid7 } from '../ids'
import type { Enclosed, Fact, FamilyRole, Id, Label, Pending, PushResult, Trade } from '../types'
import { drop, enqueue, pending } from './outbox'
import { talks } from './store'

const act = (kind: string, body: Record<string, unknown>): Promise<PushResult> => enqueue(kind, body, nowIso())

/** The newest words, anybody's, that stand on this phone; unknown where the talk is only coming. */
function seenIn(thread: Id): number | undefined {
  const talk = talks.value.get(thread)
  if (talk?.state !== 'ready') return undefined
  return Math.max(0, ...[...talk.rows.values()].map(({ seq }) => seq))
}

/** `known`: what it asks for although the card holds it, as its writer saw. */
export function reply(
  thread_id: Id,
  text: string,
  reply_to: Id | null,
  files: readonly Enclosed[],
  known: readonly Fact[] = [],
): Id {
  const id = uuid7()
  const asks = known.length ? { asks_known: known } : {}
  const body = { thread_id, id, text, reply_to, files: files.map((file) => file.id), ...asks }
  void enqueue('conversations.reply', body, nowIso(), files, seenIn(thread_id))
  return id
}

/** What a voice is about; no words take the line away. */
export const sumUp = (message_id: Id, line: string): Promise<PushResult> =>
  act('conversations.sum_up', { id: uuid7(), message_id, line })

export const waive = (thread_id: Id): Promise<PushResult> => act('conversations.waive', { thread_id, id: uuid7() })

/** Takes the waiver back; one that never left the phone simply disappears. */
export function unwaive(thread_id: Id): void {
  const unsent = pending.value.find(
    (item) => item.kind === 'conversations.waive' && item.body.thread_id === thread_id && item.state === 'here',
  )
  if (unsent) return drop(new Set([unsent.id]))
  void act('conversations.unwaive', { thread_id, id: uuid7() })
}

/** The wait comes back by itself; the promise to the client stands. */
export const snooze = (thread_id: Id, until_at: string, seen_seq: number | null): Promise<PushResult> =>
  act('conversations.snooze', { thread_id, id: uuid7(), until_at, seen_seq })

export function unsnooze(thread_id: Id): void {
  const unsent = pending.value.find(
    (item) => item.kind === 'conversations.snooze' && item.body.thread_id === thread_id && item.state === 'here',
  )
  if (unsent) return drop(new Set([unsent.id]))
  void act('conversations.unsnooze', { thread_id, id: uuid7() })
}

export const read = (thread_id: Id, seq: number): Promise<PushResult> => act('conversations.read', { thread_id, seq })

export const linkTo = (thread_id: Id, client_id: Id): Promise<PushResult> =>
  act('conversations.link', { thread_id, id: uuid7(), client_id })

export interface NewClient {
  name: string
  address_form: string
  phone?: string
  confirmed?: boolean // yes, although the book is full
  namesake?: boolean // the person saw the clients of a like name: this is none of them
}

export const linkToNew = (thread_id: Id, client: NewClient): Promise<PushResult> =>
  act('conversations.link', { thread_id, id: uuid7(), client: { id: uuid7(), ...client } })

export function createClient(client: NewClient): { id: Id; answered: Promise<PushResult> } {
  const id = uuid7()
  return { id, answered: act('clients.create', { id, ...client }) }
}

export interface CardFields {
  name: string
  address_form: string
  language: string | null
  time_zone: string | null
  never_before: string | null
  never_after: string | null
  next_step: string | null
  next_step_at: string | null
}
export interface ClientChange extends Partial<CardFields> {
  consents?: Record<string, boolean>
}
type Base = Partial<CardFields> & { consents?: Record<string, boolean | null> }

/** `base` holds, for each field, the value the person saw: whoever was quicker is then never overwritten unseen. */
export const changeClient = (client_id: Id, base: Base, change: ClientChange): Promise<PushResult> =>
  act('clients.change', { client_id, base, ...change })

export const addContact = (
  client_id: Id,
  contact: { kind: 'phone' | 'email'; value: string; label: Label },
): Promise<PushResult> => act('clients.add_contact', { client_id, id: uuid7(), ...contact })
export const labelContact = (client_id: Id, contact_id: Id, label: Label): Promise<PushResult> =>
  act('clients.label_contact', { client_id, contact_id, label })
export const endContact = (client_id: Id, contact_id: Id): Promise<PushResult> =>
  act('clients.end_contact', { client_id, contact_id, id: uuid7() })
export const restoreContact = (client_id: Id, contact_id: Id): Promise<PushResult> =>
  act('clients.restore_contact', { client_id, contact_id, id: uuid7() })

export const addRelative = (
  client_id: Id,
  relative: { relative_id: Id; as_role: FamilyRole; own_role?: FamilyRole },
): Promise<PushResult> => act('clients.add_relative', { client_id, id: uuid7(), ...relative })
export const endRelative = (client_id: Id, relative_id: Id): Promise<PushResult> =>
  act('clients.end_relative', { client_id, relative_id, id: uuid7() })

/** `saw`: what the task said when it was ticked off. If it says something else by now, the server refuses the tick. */
export const completeTask = (task_id: Id, saw: string | null, outcome: string | null = null): Promise<PushResult> =>
  act('tasks.complete', { task_id, id: uuid7(), saw, outcome })

/** Takes it back; a tick that never left the phone simply disappears. */
export function reopenTask(task_id: Id): void {
  const unsent = pending.value.find(
    (item) => item.kind === 'tasks.complete' && item.body.task_id === task_id && item.state === 'here',
  )
  if (unsent) return drop(new Set([unsent.id]))
  void act('tasks.reopen', { task_id, id: uuid7() })
}

export type InvitedHow = 'sms' | 'share' | 'copy' | 'telegram' | 'qr'

export const shareInvitation = (client_id: Id, invitation_id: Id, how: InvitedHow): Promise<PushResult> =>
  act('invitations.share', { client_id, invitation_id, id: uuid7(), how })

const unsentOf = (kind: string, client_id: Id): Pending | undefined =>
  pending.value.find((item) => item.kind === kind && item.body.client_id === client_id && item.state === 'here')

/** Takes it back; an act that never left the phone simply disappears. */
export function unshareInvitation(client_id: Id, invitation_id: Id): void {
  const unsent = unsentOf('invitations.share', client_id)
  if (unsent) return drop(new Set([unsent.id]))
  void act('invitations.unshare', { client_id, invitation_id, id: uuid7() })
}

export const refuseInvitation = (client_id: Id): Promise<PushResult> =>
  act('invitations.refuse', { client_id, id: uuid7() })

export function unrefuseInvitation(client_id: Id): void {
  const unsent = unsentOf('invitations.refuse', client_id)
  if (unsent) return drop(new Set([unsent.id]))
  void act('invitations.unrefuse', { client_id, id: uuid7() })
}

/** I told this client myself that I am their manager now. */
export const toldOwner = (client_id: Id): Promise<PushResult> => act('clients.told', { client_id, id: uuid7() })

export const sendAgain = (delivery_id: Id): Promise<PushResult> =>
  act('deliveries.send_again', { delivery_id, id: uuid7() })
export const goOn = (delivery_id: Id): Promise<PushResult> =>
  act('deliveries.go_on', { delivery_id, id: uuid7() })
export const itArrived = (delivery_id: Id): Promise<PushResult> =>
  act('deliveries.confirm', { delivery_id, id: uuid7() })
export const withdraw = (delivery_id: Id): Promise<PushResult> =>
  act('deliveries.withdraw', { delivery_id, id: uuid7() })

export const seeNotice = (notice_id: Id): Promise<PushResult> => act('people.see_notice', { notice_id })

/** Brings a notice back; one whose putting away never left the phone simply stays. */
export function unseeNotice(notice_id: Id): void {
  const unsent = pending.value.find(
    (item) => item.kind === 'people.see_notice' && item.body.notice_id === notice_id && item.state === 'here',
  )
  if (unsent) return drop(new Set([unsent.id]))
  void act('people.unsee_notice', { notice_id })
}

export const handBack = (client_id: Id, words: string): Promise<PushResult> =>
  act('handoffs.hand_back', { client_id, id: uuid7(), words })
/** An asking has the id of the notice that asks. */
export const returnNote = (return_id: Id, words: string): Promise<PushResult> =>
  act('handoffs.return_note', { return_id, id: uuid7(), words })

export const askSpecialist = (thread_id: Id, trade: Trade, words: string, minutes: number): Promise<PushResult> =>
  act('handoffs.ask', { thread_id, id: uuid7(), trade, words, minutes })
export const answerQuestion = (question_id: Id, words: string): Promise<PushResult> =>
  act('handoffs.answer', { question_id, id: uuid7(), words })
export const withdrawQuestion = (question_id: Id): Promise<PushResult> =>
  act('handoffs.withdraw', { question_id, id: uuid7() })

export interface Touch {
  id: Id
  kind: 'call' | 'visit' | 'note'
  direction?: 'in' | 'out'
  outcome?: 'talked' | 'no_answer' | 'call_back' | 'came' | 'did_not_come'
  words?: string
  at: string
  answers?: boolean
  next_step?: string
  next_step_at?: string
  no_step?: boolean
}

export const log = (client_id: Id, touch: Touch): Promise<PushResult> =>
  act('conversations.log_touch', { client_id, ...touch })
export const takeBack = (touch_id: Id): Promise<PushResult> =>
  act('conversations.undo_touch', { id: uuid7(), touch_id })
