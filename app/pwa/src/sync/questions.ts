// A specialist's questions: read when the screen opens, kept true by their own feed.
import { computed, signal } from '@preact/signals'
import { ask } from '../api'
import type { AskedQuestion, Capsule, Id } from '../types'
import { pending } from './outbox'
import { goneListeners, listeners, loaded, withRow } from './store'

/** null until they were read. */
export const questions = signal<ReadonlyMap<Id, AskedQuestion> | null>(null)
/** Answered on this phone, on their way. */
export const answeredHere = computed(
  () =>
    new Set(
      pending.value
        .filter((item) => item.kind === 'handoffs.answer' && item.state !== 'refused')
        .map((item) => item.body.question_id as Id),
    ),
)

listeners.set('question', (rows) => {
  if (!questions.value) return
  const known = questions.value
  const fresh = [...(rows as ReadonlyMap<Id, AskedQuestion>)].map(([id, row]): [Id, AskedQuestion] => [
    id,
    row.capsule || row.answer !== null ? row : { ...row, capsule: known.get(id)?.capsule ?? null },
  ])
  questions.value = new Map([...known, ...fresh])
})
goneListeners.set('question', (ids) => {
  if (!questions.value || !ids.size) return
  questions.value = new Map([...questions.value].filter(([id]) => !ids.has(id)))
})
// Nothing of a client stays behind whoever signs out.
loaded.subscribe((here) => {
  if (!here) questions.value = null
})

export async function readQuestions(): Promise<void> {
  try {
    const found = await ask<{ questions: AskedQuestion[] }>('/api/questions')
    questions.value = new Map(found.questions.map((one) => [one.id, one]))
  } catch {
    // Without a line those that are known stand.
  }
}

/** Of a long list only the first come with it: this one was opened. */
export async function readAskedCapsule(id: Id): Promise<void> {
  const capsule = await ask<Capsule>(`/api/questions/${id}/capsule`)
  const question = questions.value?.get(id)
  if (question?.answer === null) questions.value = withRow(questions.value!, id, { ...question, capsule })
}
