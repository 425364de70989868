// Is a reply that waited on this phone still wanted? Judged by the talk as the house has it now.
import { ask, Problem } from '../api'
import type { Id, Message, Pending } from '../types'

const fresh = 60_000
const stale = 2 * 3_600_000
const newest = 20

const age = ({ at }: Pending): number => Date.now() - Date.parse(at)
const talkOf = ({ body }: Pending): Id => body.thread_id as Id

export const waited = (item: Pending): boolean =>
  item.kind === 'conversations.reply' && !item.sure && age(item) > fresh

/** What people said in this talk last; nothing of one that is not this person's any more. */
async function lately(thread: Id): Promise<readonly Message[]> {
  try {
    const { messages } = await ask<{ messages: Message[] }>(`/api/threads/${thread}/messages?limit=${newest}`)
    return messages.filter((message) => !message.automatic)
  } catch (error) {
    if (error instanceof Problem && error.status !== 401) return []
    throw error
  }
}

/** Its writer had seen the talk up to there, and said the rest from this phone. An act of an earlier version knows only
 * its time. */
function whyNot(item: Pending, talk: readonly Message[], said: ReadonlySet<Id>): Pending['why'] {
  const { seen, own = [] } = item
  const since = talk.filter(({ seq, at }) => (seen === undefined ? at > item.at : seq > seen))
  if (since.some(({ direction }) => direction === 'in')) return 'wrote_again'
  if (since.some(({ direction, id }) => direction === 'out' && !said.has(id) && !own.includes(id))) return 'answered_else'
  return age(item) > stale ? 'answered_late' : undefined
}

/** Which of these are not simply sent, and why; `said` are this phone's own words. */
export async function doubts(
  items: readonly Pending[],
  said: ReadonlySet<Id>,
): Promise<readonly (readonly [Id, Pending['why']])[]> {
  const those = items.filter(waited)
  const threads = [...new Set(those.map(talkOf))]
  const talks = new Map(await Promise.all(threads.map(async (id) => [id, await lately(id)] as const)))
  const own = new Set([...said, ...items.map(({ id }) => id)])
  const found = those.map((item) => [item.id, whyNot(item, talks.get(talkOf(item))!, own)] as const)
  return found.filter(([, why]) => why)
}
