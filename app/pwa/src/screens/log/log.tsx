// A call, a visit or a note in three taps: who, how it went, save. Everything else may stay empty.
import { useEffect, useRef, useState } from 'preact/hooks'
import { byWhen, dateField, instantOf, now } from '../../clock'
import { Avatar } from '../../parts/avatar'
import { Field } from '../../parts/field'
import { Icon } from '../../parts/icon'
import { addressed, carLine, isMe } from '../../parts/names'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import type { Touch } from '../../sync/mutations'
import { cards } from '../../sync/store'
import { logTouch, undoTouch } from '../../sync/touches'
import { cardView, clientLines, lineOf } from '../../sync/view'
import { t } from '../../texts'
import type { Id } from '../../types'
import { complain, takeBack } from '../loyalty/calls'
import { chipWords, choiceOf, groups } from './choices'
import { NextStep, type Step } from './step'
import { Who } from './who'

const firstChoice = 'call_out.talked'

/** What the phone knows of a client: the line of the book, or for somebody else's the card that was opened. */
function known(id: Id | null) {
  const card = id ? cards.value.get(id)?.card : null
  return (id && clientLines.value.get(id)) || (card ? { ...cardView(card), car: null, plate: null } : null)
}

function stepOf(step: Step, outcome: string): Partial<Touch> {
  if (step.when === 'none') return { no_step: true }
  if (!step.when) return {}
  const proposed = outcome.endsWith('.no_answer') || outcome.endsWith('.call_back')
  const words = step.words.trim() || t(proposed ? 'phone.log.call_again' : 'phone.log.call_them')
  return { next_step: words, next_step_at: instantOf(dateField(now.value + Number(step.when) * 86_400_000), '10:00') }
}

function Outcomes({ chosen, onChoose }: { chosen: string; onChoose: (value: string) => void }) {
  return (
    <div class="log-outcomes">
      {groups.map((group) => (
        <div key={group.name} role="group" aria-label={t(`phone.log.group.${group.name}`)}>
          <h3 aria-hidden="true">{t(`phone.log.group.${group.name}`)}</h3>
          <div class="choices">
            {group.choices.map((choice) => (
              <button
                key={choice.value}
                type="button"
                aria-pressed={choice.value === chosen}
                data-choice={choice.value}
                onClick={() => onChoose(choice.value)}
              >
                {chipWords(choice)}
              </button>
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}

export function LogSheet({
  client,
  onClose,
  onNew,
}: {
  client: Id | null
  onClose: () => void
  onNew: () => void
}) {
  const [id, setId] = useState(client)
  const [value, setValue] = useState(firstChoice)
  const [answers, setAnswers] = useState(true)
  const [step, setStep] = useState<Step>({ when: null, words: '' })
  const [words, setWords] = useState('')
  const line = useRef<HTMLDivElement>(null)
  const who = known(id)
  const choice = choiceOf(value)
  const mine = isMe(who?.owner)
  const answersThem = mine || (who?.thread_id && lineOf(who.thread_id)?.stands_in)
  const asked = answersThem && choice.talk && who?.waiting_since
  const note = choice.touch.kind === 'note'
  useEffect(() => {
    if (note) line.current?.querySelector('input')?.focus()
  }, [note])
  const save = (event: Event): void => {
    event.preventDefault()
    if (!id || (note && !words.trim())) return
    if (value === 'complaint') {
      const said = complain(id, words.trim())
      toast(t('phone.complaint.saved'), () => void takeBack(said.id))
      return onClose()
    }
    const touch: Omit<Touch, 'id' | 'at'> = { ...choice.touch, ...(mine ? stepOf(step, value) : {}) }
    if (words.trim()) touch.words = words.trim()
    if (asked && answers) touch.answers = true
    const made = logTouch(id, touch)
    toast(t('phone.log.saved'), () => undoTouch(id, made.id))
    onClose()
  }
  return (
    <Sheet title={t('phone.log.title')} onClose={onClose}>
      <form class="log" data-sheet="log" onSubmit={save}>
        {who && id ? (
          <div class="log-chosen" data-client={id}>
            <Avatar id={id} name={addressed(who)} size="small" />
            <span>
              <b>{addressed(who)}</b>
              <small>{carLine(who) || who.name}</small>
            </span>
            <button type="button" class="button small" onClick={() => setId(null)}>
              {t('phone.log.other')}
            </button>
          </div>
        ) : (
          <Who onPick={setId} onNew={onNew} />
        )}
        <Outcomes chosen={value} onChoose={setValue} />
        {asked && (
          <label class="log-answers">
            <input type="checkbox" checked={answers} onChange={(event) => setAnswers(event.currentTarget.checked)} />
            <span>{t('phone.log.answers', { since: byWhen(asked) })}</span>
          </label>
        )}
        {mine && value !== 'complaint' && <NextStep now={who} step={step} onChange={setStep} />}
        <div ref={line}>
          <Field
            label={t(value === 'complaint' ? 'phone.complaint.what' : note ? 'phone.log.note' : 'phone.log.words')}
            hint={t('phone.log.words_hint')}
            value={words}
            onInput={setWords}
            autocomplete="off"
            max={2000}
          />
        </div>
        <div class="log-foot">
          <button type="submit" class="button primary wide" disabled={!id || (note && !words.trim())}>
            <Icon name="check" size={20} />
            {t('phone.log.save')}
          </button>
        </div>
      </form>
    </Sheet>
  )
}
