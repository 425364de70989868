// The capsule at the top of a colleague's talk: who this is, what was promised, how they feel and why.
import { useEffect, useState } from 'preact/hooks'
import { byWhen } from '../../clock'
import { Icon } from '../../parts/icon'
import { isMe } from '../../parts/names'
import { readCapsule } from '../../sync/capsules'
import { capsules, reach } from '../../sync/store'
import { t } from '../../texts'
import type { Bubble, Capsule as Known, Id, ThreadLine } from '../../types'

// Who closed it knows the client by now: it stays closed as long as this page lives.
const closed = new Set<Id>()

function Part({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

function LastTalk({ capsule }: { capsule: Known }) {
  if (capsule.talk.length === 0) return null
  return (
    <section>
      <h3>{t('phone.capsule.talk')}</h3>
      <ul>
        {capsule.talk.map((line) => (
          <li key={line.at + line.text}>
            <b>{line.who ?? t('phone.thread.client')}</b> {line.text} <small>{byWhen(line.at)}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Mood({ capsule }: { capsule: Known }) {
  return (
    <section class="capsule-mood" data-mood={capsule.mood}>
      <p>{capsule.mood_text}</p>
      {capsule.evidence.length > 0 && (
        <ul>
          {capsule.evidence.map((one) => (
            <li key={one.at + one.text}>
              {one.text} <small>{byWhen(one.at)}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The whole of it, for a screen or a sheet. */
export function CapsuleParts({ capsule }: { capsule: Known }) {
  return (
    <div class="capsule-parts">
      <p class="capsule-who">
        <b>{capsule.name}</b>
        {capsule.who.join(' ')}
      </p>
      <Mood capsule={capsule} />
      <Part title={t('phone.capsule.promises')} lines={capsule.promises} />
      <LastTalk capsule={capsule} />
      <Part title={t('phone.capsule.do')} lines={capsule.do} />
      <Part title={t('phone.capsule.dont')} lines={capsule.dont} />
      <Part title={t('phone.capsule.cars')} lines={capsule.cars} />
    </div>
  )
}

interface CapsuleProps {
  line: ThreadLine
  bubbles: readonly Bubble[]
}

export function Capsule({ line, bubbles }: CapsuleProps) {
  const client = line.client_id!
  const capsule = capsules.value.get(client)?.capsule
  const spoke = bubbles.some((bubble) => bubble.direction === 'out' && isMe(bubble.author))
  const [open, setOpen] = useState(() => !!line.stands_in && !spoke && !closed.has(client))
  useEffect(() => void readCapsule(line), [client, line.last_at, line.promise?.by_at, line.promise?.new_by_at])
  if (!capsule) return null
  const turn = (): void => {
    if (open) closed.add(client)
    setOpen(!open)
  }
  return (
    <section class="capsule" data-open={open || undefined} aria-label={t('phone.capsule.title')}>
      <button type="button" class="capsule-head" aria-expanded={open} onClick={turn}>
        <Icon name="pin" size={20} />
        <span>
          {t('phone.capsule.title')}
          {!open && capsule.mood !== 'unknown' && <small data-mood={capsule.mood}>{capsule.mood_text}</small>}
        </span>
        <Icon name={open ? 'close' : 'down'} size={20} />
      </button>
      {open && (
        <div class="capsule-body">
          <CapsuleParts capsule={capsule} />
          {reach.value === 'cut' && <p class="capsule-as-of">{t('phone.capsule.as_of', { at: byWhen(capsule.made_at) })}</p>}
        </div>
      )}
    </section>
  )
}
