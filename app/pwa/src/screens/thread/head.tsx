// The head of a talk: form of address, car and plate, and the strip of what binds the one who writes.
import { byWhen } from '../../clock'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { addressed, carLine, hoursOf, isMe, shortName, telephone } from '../../parts/names'
import { WaitChip } from '../../parts/wait'
import { back } from '../../router'
import { t } from '../../texts'
import type { Card, Id, ThreadLine } from '../../types'

export function BackButton() {
  return (
    <button type="button" class="round back" aria-label={t('phone.back')} onClick={back}>
      <Icon name="back" size={24} />
    </button>
  )
}

export function Head({ id, line, card }: { id: Id; line: ThreadLine | null; card: Card | null }) {
  if (!line)
    return (
      <header class="thread-head">
        <BackButton />
      </header>
    )
  const phone = card?.phones[0]?.phone
  const who = (
    <>
      <Avatar id={line.client_id ?? id} name={addressed(line)} size="small" stranger={!line.client_id} />
      <span class="head-words">
        <h1 tabIndex={-1}>{addressed(line)}</h1>
        <span class="head-under">{line.client_id ? carLine(line) : t('phone.lobby.new_person')}</span>
      </span>
    </>
  )
  return (
    <header class="thread-head">
      <BackButton />
      {line.client_id ? (
        <a class="head-who" href={`/clients/${line.client_id}`} title={t('phone.thread.open_card')}>
          {who}
        </a>
      ) : (
        <div class="head-who">{who}</div>
      )}
      {phone && (
        <a class="round" href={telephone(phone)} aria-label={t('phone.call_to', { phone })} title={phone}>
          <Icon name="call" size={22} />
        </a>
      )}
    </header>
  )
}

function responsibleWords(line: ThreadLine, card: Card | null): string | null {
  const now = card?.responsible
  if (now && !isMe(now.person)) {
    const args = { person: now.person.name, until: now.until_at ? byWhen(now.until_at) : '' }
    return t(now.until_at ? 'phone.thread.responsible_until' : 'phone.thread.responsible', args)
  }
  return !now && line.owner && !isMe(line.owner) ? t('phone.thread.responsible', { person: line.owner.name }) : null
}

/** The open promise, the hours the client asked for, and who answers if it is not the reader. */
export function Strip({ line, card }: { line: ThreadLine; card: Card | null }) {
  const responsible = responsibleWords(line, card)
  const promised = line.promise && !isMe(line.promise.person) ? shortName(line.promise.person) : null
  const hours = card && hoursOf(card)
  if (!line.waiting_since && !responsible && !hours) return null
  return (
    <div class="strip">
      {line.waiting_since && <WaitChip line={line} inline />}
      {line.waiting_since && promised && !responsible && (
        <span class="fact">{t('phone.thread.promised_by', { person: promised })}</span>
      )}
      {responsible && (
        <span class="fact">
          <Icon name="me" size={16} />
          {responsible}
        </span>
      )}
      {hours && (
        <span class="fact">
          <Icon name="moon" size={16} />
          {hours}
        </span>
      )}
    </div>
  )
}
