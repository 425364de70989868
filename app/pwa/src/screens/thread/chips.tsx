// Quick acts above the composer: a thank-you needs no answer.
import { Icon } from '../../parts/icon'
import { toast } from '../../parts/toast'
import { unwaive, waive } from '../../sync/mutations'
import { t } from '../../texts'
import type { ThreadLine } from '../../types'

export function Chips({ line }: { line: ThreadLine }) {
  if (!line.waiting_since) return null
  const noAnswer = (): void => {
    void waive(line.thread_id)
    toast(t('phone.thread.waived'), () => unwaive(line.thread_id))
  }
  return (
    <div class="chips">
      <button type="button" class="chip-button" onClick={noAnswer}>
        <Icon name="check" size={18} />
        {t('phone.thread.needs_no_answer')}
      </button>
    </div>
  )
}
