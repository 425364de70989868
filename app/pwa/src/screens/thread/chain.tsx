// How far the house went for a message, in calm words: each way with its hour, what is asked, and what is left to do.
import { copy } from '../../parts/copy'
import { Icon } from '../../parts/icon'
import { telephone } from '../../parts/names'
import { goOn } from '../../sync/mutations'
import { busyDeliveries } from '../../sync/view'
import { t } from '../../texts'
import type { Bubble } from '../../types'

/** An SMS from this phone, with its words in it; "?&" is what both kinds of phones take. */
const smsTo = (phone: string, text: string): string =>
  `sms:${phone.replace(/[^\d+]/g, '')}?&body=${encodeURIComponent(text)}`

export function ChainLine({ bubble, phone, answers }: { bubble: Bubble; phone: string | null; answers: boolean }) {
  const { chain, delivery_id: delivery } = bubble
  if (!chain) return null
  const { sms } = chain
  return (
    <div class="chain" data-left={sms ? 'call' : undefined}>
      {chain.text && (
        <p>
          <Icon name="forward" size={16} />
          {chain.text}
        </p>
      )}
      {chain.question && <p class="chain-question">{chain.question}</p>}
      {answers && (chain.go_on || sms) && (
        <div class="trouble-acts">
          {chain.go_on && delivery && (
            <button type="button" disabled={busyDeliveries.value.has(delivery)} onClick={() => void goOn(delivery)}>
              {chain.go_on}
            </button>
          )}
          {sms && phone && <a href={telephone(phone)}>{t('phone.act.call')}</a>}
          {sms && (
            <button type="button" onClick={() => void copy(sms)}>
              {t('phone.act.copy_sms')}
            </button>
          )}
          {sms && phone && <a href={smsTo(phone, sms)}>{t('phone.act.sms')}</a>}
        </div>
      )}
    </div>
  )
}
