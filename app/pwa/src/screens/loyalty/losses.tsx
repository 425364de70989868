// Why not 100: every loss with its evidence, when it returns by itself, and what returns it soonest.
import { useState } from 'preact/hooks'
import { byWhen, fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { Sheet } from '../../parts/sheet'
import { me } from '../../session'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Card } from '../../types'
import { heard, type Complaint, type Loss, type Loyalty } from './calls'
import { Complain, Mend } from './complaint'

function LossRow({ loss }: { loss: Loss }) {
  const points = Math.max(1, Math.round(loss.points))
  const gain = Math.round(loss.gain)
  const evidence = loss.evidence.map((one) => (
    <li key={one.id + one.kind}>
      {one.thread_id ? <a href={`/threads/${one.thread_id}`}>{one.text}</a> : <span>{one.text}</span>}
    </li>
  ))
  return (
    <li class="loss" data-component={loss.component}>
      <span class="loss-points" aria-label={t('phone.loyalty.minus', { n: points })}>
        −{points}
      </span>
      <div class="loss-words">
        <b>{loss.text}</b>
        {evidence.length > 1 && (
          <details>
            <summary>{t('phone.loyalty.evidence', { n: evidence.length })}</summary>
            <ul>{evidence}</ul>
          </details>
        )}
        {evidence.length === 1 && <ul>{evidence}</ul>}
        {loss.returns_on && <p class="loss-quiet">{t('phone.loyalty.returns', { date: fullDate(loss.returns_on) })}</p>}
        <p class="loss-action">
          <span>{loss.action}</span>
          {gain > 0 && <em>{t('phone.loyalty.gain', { n: gain })}</em>}
        </p>
      </div>
    </li>
  )
}

function stateOf(one: Complaint): string {
  if (one.solved_at) return t('phone.complaint.solved', { time: byWhen(one.solved_at) })
  if (one.heard_at) return t('phone.complaint.heard', { time: byWhen(one.heard_at) })
  if (one.closed_at) return t(`phone.complaint.${one.asked ? 'asked' : 'unasked'}`, { time: byWhen(one.closed_at) })
  return t('phone.complaint.due', { time: byWhen(one.due_at) })
}

function Said({ complaint, onDone }: { complaint: Complaint; onDone: () => void }) {
  const say = (solved: boolean): void => {
    toast(t(solved ? 'phone.complaint.heard_yes' : 'phone.complaint.heard_no'))
    void heard(complaint.id, solved).then(onDone)
  }
  return (
    <div class="complaint-said">
      {!complaint.heard_at && (
        <button type="button" class="button small" onClick={() => say(true)}>
          {t('phone.complaint.hear_yes')}
        </button>
      )}
      <button type="button" class="button small" onClick={() => say(false)}>
        {t('phone.complaint.hear_no')}
      </button>
    </div>
  )
}

interface ComplaintsProps {
  list: Complaint[]
  may: boolean
  onMend: (one: Complaint) => void
  onHeard: () => void
}

function Complaints({ list, may, onMend, onHeard }: ComplaintsProps) {
  if (list.length === 0) return null
  return (
    <section class="complaints">
      <h3>{t('phone.complaint.list')}</h3>
      {list.map((one) => (
        <div key={one.id} class="complaint" data-complaint={one.id} data-open={!one.solved_at || undefined}>
          <p>{one.words}</p>
          <span>{stateOf(one)}</span>
          {may && !one.closed_at && (
            <button type="button" class="button small" onClick={() => onMend(one)}>
              {t('phone.complaint.mend')}
            </button>
          )}
          {may && one.closed_at && !one.solved_at && <Said complaint={one} onDone={onHeard} />}
        </div>
      ))}
    </section>
  )
}

interface LossesProps {
  card: Card
  loyalty: Loyalty
  mine: boolean
  onChanged: () => void
  onClose: () => void
}

export function Losses({ card, loyalty, mine, onChanged, onClose }: LossesProps) {
  const [complaining, setComplaining] = useState(false)
  const [mending, setMending] = useState<Complaint | null>(null)
  const done = (): void => {
    setComplaining(false)
    setMending(null)
    onChanged()
  }
  if (complaining) return <Complain client={card.id} onDone={done} onClose={() => setComplaining(false)} />
  if (mending) return <Mend complaint={mending} onDone={done} onClose={() => setMending(null)} />
  const shown = loyalty.losses.filter((loss) => loss.points >= 0.5)
  const may = mine || me.value?.person.role === 'supervisor'
  return (
    <Sheet title={t('phone.loyalty.why')} onClose={onClose}>
      <div class="losses" data-sheet="losses">
        <div class="losses-head" data-status={loyalty.status}>
          <b>{Math.round(loyalty.score)}</b>
          <span>
            <strong>{loyalty.word}</strong>
            <small>
              {t('phone.loyalty.coverage', { n: Math.round(loyalty.coverage) })}
              {loyalty.care !== null && ` · ${t('phone.loyalty.care', { n: loyalty.care })}`}
            </small>
          </span>
        </div>
        {shown.length === 0 ? (
          <p class="sheet-text">{t('phone.loyalty.nothing_lost')}</p>
        ) : (
          <ol class="loss-list">
            {shown.map((loss) => (
              <LossRow key={loss.id} loss={loss} />
            ))}
          </ol>
        )}
        <Complaints list={loyalty.complaints} may={may} onMend={setMending} onHeard={onChanged} />
        <button type="button" class="button wide" onClick={() => setComplaining(true)}>
          <Icon name="alert" size={20} />
          {t('phone.complaint.new')}
        </button>
        <p class="loss-quiet">{t('phone.loyalty.as_of', { time: byWhen(loyalty.as_of) })}</p>
      </div>
    </Sheet>
  )
}
