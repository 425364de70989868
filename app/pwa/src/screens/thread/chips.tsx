// Quick acts above the composer: a thank-you needs no answer.
import { Icon } from '../../parts/icon'
import { openLog } from '../../parts/logging'
import { toast } from '../../parts/toast'
import { unsnooze, unwaive, waive } from '../../sync/mutations'
import { backAt } from '../../sync/view'
import { byWhen } from '../../clock'
import { later } from '../../parts/later'
import { t } from '../../texts'
import type { Bubble, Card, ThreadLine } from '../../types'
import { useState } from 'preact/hooks'

const SnoozeSheet = later(() => import('./snooze').then((it) => it.SnoozeSheet))
const AskSheet = later(() => import('./ask').then((it) => it.AskSheet))
const HandBackSheet = later(() => import('./handback').then((it) => it.HandBackSheet))
const TemplateSheet = later(() => import('./templates').then((it) => it.TemplateSheet))

/** Till when a wait is put aside, and the way back. */
function Aside({ line, until }: { line: ThreadLine; until: number }) {
  return (
    <button type="button" class="chip-button" data-snoozed onClick={() => unsnooze(line.thread_id)}>
      <Icon name="clock" size={18} />
      {t('phone.snooze.till', { when: byWhen(new Date(until).toISOString()) })}
    </button>
  )
}

interface ChipsProps {
  line: ThreadLine
  bubbles: readonly Bubble[]
  card: Card | null
}

export function Chips({ line, bubbles, card }: ChipsProps) {
  const [open, setOpen] = useState<'snooze' | 'templates' | 'hand_back' | 'ask' | null>(null)
  const { client_id: client } = line
  const until = backAt(line)
  const close = (): void => setOpen(null)
  if (!line.waiting_since && !client) return null
  const noAnswer = (): void => {
    void waive(line.thread_id)
    toast(t('phone.thread.waived'), () => unwaive(line.thread_id))
  }
  return (
    <div class="chips">
      {line.waiting_since && (
        <button type="button" class="chip-button" onClick={noAnswer}>
          <Icon name="check" size={18} />
          {t('phone.thread.needs_no_answer')}
        </button>
      )}
      {client && (
        <button type="button" class="chip-button" onClick={() => setOpen('templates')}>
          <Icon name="document" size={18} />
          {t('phone.templates.chip')}
        </button>
      )}
      {until !== null && <Aside line={line} until={until} />}
      {line.waiting_since && until === null && (
        <button type="button" class="chip-button" onClick={() => setOpen('snooze')}>
          <Icon name="clock" size={18} />
          {t('phone.snooze.chip')}
        </button>
      )}
      {client && (
        <button type="button" class="chip-button" onClick={() => openLog(client)}>
          <Icon name="edit" size={18} />
          {t('phone.log.chip_log')}
        </button>
      )}
      {client && line.stands_in && (
        <button type="button" class="chip-button" onClick={() => setOpen('hand_back')}>
          <Icon name="reply" size={18} />
          {t('phone.hand_back.chip')}
        </button>
      )}
      {client && (
        <button type="button" class="chip-button" onClick={() => setOpen('ask')}>
          <Icon name="unsure" size={18} />
          {t('phone.question.chip')}
        </button>
      )}
      {open === 'ask' && <AskSheet line={line} onClose={close} />}
      {open === 'hand_back' && <HandBackSheet line={line} onClose={close} />}
      {open === 'snooze' && <SnoozeSheet line={line} bubbles={bubbles} onClose={close} />}
      {open === 'templates' && <TemplateSheet line={line} card={card} onClose={close} />}
    </div>
  )
}
