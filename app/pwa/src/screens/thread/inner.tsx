// Between the bubbles: what colleagues wrote about the client for each other. The client never sees it.
import { useEffect } from 'preact/hooks'
import { byWhen, now } from '../../clock'
import { putIn } from '../../parts/drafts'
import { Icon } from '../../parts/icon'
import { isMe } from '../../parts/names'
import { inner, readInner } from '../../sync/inner'
import { withdrawQuestion } from '../../sync/mutations'
import { pending } from '../../sync/outbox'
import { capital, t } from '../../texts'
import type { Id, Inner, Trade } from '../../types'

/** Those of one stretch of the talk, in order. */
interface StretchProps {
  thread: Id
  after: string
  until: string
  answers: boolean
}

export function InnerNotes({ thread, after, until, answers }: StretchProps) {
  const notes = [...(inner.value.get(thread)?.values() ?? [])]
    .filter((note) => note.at > after && note.at <= until)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  return (
    <>
      {notes.map((note) =>
        note.kind === 'question' ? (
          <QuestionView key={note.id} note={note} answers={answers} />
        ) : (
          <InnerView key={note.id} note={note} />
        ),
      )}
    </>
  )
}

export function useInner(thread: Id, wanted: boolean): void {
  useEffect(() => {
    if (wanted) void readInner(thread)
  }, [thread, wanted])
}

function stateSaid({ state, by_at, answered_by, answer }: Inner): string {
  if (state === 'withdrawn') return t('phone.question.withdrawn')
  if (state === 'answered') return `${answered_by?.name ?? ''}: ${answer ?? ''}`
  const late = Date.parse(by_at!) <= now.value
  return t(late ? 'phone.question.waits_late' : 'phone.question.waits', { by: byWhen(by_at!) })
}

/** The question with its state; the answer is for whoever writes to the client. */
function QuestionView({ note, answers }: { note: Inner; answers: boolean }) {
  const leaving = pending.value.some(
    (item) => item.kind === 'handoffs.withdraw' && item.body.question_id === note.id && item.state !== 'refused',
  )
  const use = (): void => {
    putIn.value = { thread: note.thread_id, text: note.answer!, instead: false }
  }
  return (
    <aside class="inner-note" data-inner="question" data-state={note.state} data-open={note.state === 'open' || undefined}>
      <p class="inner-over">
        <Icon name="unsure" size={16} />
        {capital(t(`phone.trade.${note.trade!}`))} · {byWhen(note.at)}
      </p>
      <p>
        <b>{isMe(note.who) ? t('phone.thread.you') : note.who.name}</b> {note.text}
      </p>
      <p class="inner-answer">{stateSaid(note)}</p>
      {answers && (
        <div class="inner-acts">
          {note.state === 'answered' && (
            <button type="button" class="button small primary" onClick={use}>
              {t('phone.question.use')}
            </button>
          )}
          {note.state === 'open' && !leaving && (
            <button type="button" class="button small" onClick={() => void withdrawQuestion(note.id)}>
              {t('phone.question.withdraw')}
            </button>
          )}
        </div>
      )}
    </aside>
  )
}

/** Asked on this phone, and not at the house yet. */
export function AskedHere({ thread }: { thread: Id }) {
  const here = pending.value.filter(
    ({ kind, body, state }) =>
      kind === 'handoffs.ask' && body.thread_id === thread && state !== 'refused' && state !== 'applied',
  )
  return (
    <>
      {here.map(({ id, body, at }) => (
        <aside key={id} class="inner-note" data-inner="asked_here" data-open>
          <p class="inner-over">
            <Icon name="unsure" size={16} />
            {capital(t(`phone.trade.${body.trade as Trade}`))} · {byWhen(at)}
          </p>
          <p>
            <b>{t('phone.thread.you')}</b> {body.words as string}
          </p>
          <p class="inner-answer">{t('phone.state.here.long')}</p>
        </aside>
      ))}
    </>
  )
}

function InnerView({ note }: { note: Inner }) {
  const name = isMe(note.who) ? t('phone.thread.you') : note.who.name
  return (
    <aside class="inner-note" data-inner={note.kind} data-open={note.text === null || undefined}>
      <p class="inner-over">
        <Icon name="pin" size={16} />
        {t('phone.inner.return')} · {byWhen(note.at)}
      </p>
      <p>
        <b>{name}</b> {note.text ?? t('phone.inner.not_given')}
      </p>
    </aside>
  )
}
