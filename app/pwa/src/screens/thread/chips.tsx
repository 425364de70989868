// Quick acts above the composer: a thank-you needs no answer.
import { Icon } from '../../parts/icon'
import { openLog } from '../../parts/logging'
import { toast } from '../../parts/toast'
import { unwaive, waive } from '../../sync/mutations'
import { t } from '../../texts'
import type { ThreadLine } from '../../types'

export function Chips({ line }: { line: ThreadLine }) {
  const { client_id: client } = line
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
        <button type="button" class="chip-button" onClick={() => openLog(client)}>
          <Icon name="edit" size={18} />
          {t('phone.log.chip_log')}
        </button>
      )}
    </div>
  )
}
