// A specialist's day: the questions that wait, by their time, each with what must be known of the client.
import { useEffect, useId, useState } from 'preact/hooks'
import { byWhen, longDate, now } from '../../clock'
import { Icon } from '../../parts/icon'
import { Mark, Page, Quiet, Section, Skeleton } from '../../parts/page'
import { later } from '../../parts/later'
import { WordsField } from '../../parts/words'
import { answerQuestion } from '../../sync/mutations'
import { answeredHere, questions, readAskedCapsule, readQuestions } from '../../sync/questions'
import { loaded } from '../../sync/store'
import { unseenNotices } from '../../sync/view'
import { t } from '../../texts'
import type { AskedQuestion, Id } from '../../types'
import { CapsuleParts } from '../thread/capsule'

const Notices = later(() => import('../today/notices').then((it) => it.Notices))
const longest = 4000

// What was begun outlives a look at another screen.
const begun = new Map<Id, string>()
loaded.subscribe((here) => {
  if (!here) begun.clear()
})

function Answer({ question }: { question: AskedQuestion }) {
  const [words, setWords] = useState(begun.get(question.id) ?? '')
  const id = useId()
  const write = (value: string): void => {
    begun.set(question.id, value)
    setWords(value)
  }
  const send = (event: Event): void => {
    event.preventDefault()
    if (words.trim()) void answerQuestion(question.id, words.trim())
  }
  return (
    <form class="question-answer" onSubmit={send}>
      <WordsField id={id} value={words} longest={longest} label={t('phone.question.answer')} onWords={write} />
      <button type="submit" class="button primary wide" disabled={!words.trim()}>
        {t('phone.question.answer_send')}
      </button>
    </form>
  )
}

/** Where it did not come with the list it is read now; without a line the last words say so. */
function Known({ question }: { question: AskedQuestion }) {
  const { id, capsule } = question
  const [failed, setFailed] = useState(false)
  const there = !!capsule
  useEffect(() => {
    if (!there) readAskedCapsule(id).catch(() => setFailed(true))
  }, [id, there])
  if (capsule) return <CapsuleParts capsule={capsule} />
  return failed ? <p class="question-from">{t('phone.later.failed')}</p> : <Skeleton rows={1} />
}

function Waiting({ question }: { question: AskedQuestion }) {
  const [open, setOpen] = useState(false)
  const late = Date.parse(question.by_at) <= now.value
  return (
    <article class="group question" data-question={question.id} data-late={late || undefined}>
      <p class="question-over">
        <Icon name="clock" size={16} />
        {t(late ? 'phone.question.late' : 'phone.question.by', { by: byWhen(question.by_at) })}
      </p>
      <p class="question-words">{question.words}</p>
      <p class="question-from">{t('phone.question.from', { name: question.asked_by.name, form: question.about })}</p>
      <button type="button" class="question-capsule" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'close' : 'down'} size={18} />
        {t('phone.capsule.title')}
      </button>
      {open && <Known question={question} />}
      <Answer question={question} />
    </article>
  )
}

function Answered({ question }: { question: AskedQuestion }) {
  return (
    <div class="question-done" data-question={question.id}>
      <p>
        <b>{question.about}</b> {question.words}
      </p>
      <p>
        {question.answer} <small>{question.answered_at ? byWhen(question.answered_at) : t('phone.state.here')}</small>
      </p>
    </div>
  )
}

export function Questions() {
  useEffect(() => void readQuestions(), [])
  const known = questions.value
  const given = answeredHere.value
  const waiting = [...(known?.values() ?? [])].filter((one) => one.answer === null && !given.has(one.id))
  const done = [...(known?.values() ?? [])].filter((one) => one.answer !== null)
  waiting.sort((a, b) => (a.by_at < b.by_at ? -1 : 1))
  done.sort((a, b) => ((a.answered_at ?? '') < (b.answered_at ?? '') ? 1 : -1))
  return (
    <Page screen="today" title={t('phone.question.list')} over={longDate(now.value)} busy={!known}>
      {!known && <Skeleton rows={3} />}
      {known && waiting.length === 0 && (
        <Quiet icon={<Mark size={52} />} title={t('phone.question.none')} text={t('phone.question.none_more')} />
      )}
      {waiting.map((one) => (
        <Waiting key={one.id} question={one} />
      ))}
      {unseenNotices.value.length > 0 && <Notices />}
      {done.length > 0 && (
        <Section title={t('phone.question.done')}>
          <div class="group">
            {done.map((one) => (
              <Answered key={one.id} question={one} />
            ))}
          </div>
        </Section>
      )}
    </Page>
  )
}
