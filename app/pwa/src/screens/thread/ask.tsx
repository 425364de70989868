// Asking a specialist: of which trade, what, and by when. The capsule goes with it by itself.
import { useId, useState } from 'preact/hooks'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { WordsField } from '../../parts/words'
import { trades } from '../../sync/inner'
import { askSpecialist } from '../../sync/mutations'
import { reach } from '../../sync/store'
import { capital, t } from '../../texts'
import type { ThreadLine, Trade } from '../../types'

const all: readonly Trade[] = ['credit', 'service', 'trade_in', 'insurance', 'accessories']
/** Minutes of opening hours. */
const times = [30, 120, 480] as const
const longest = 2000

export function AskSheet({ line, onClose }: { line: ThreadLine; onClose: () => void }) {
  const here = trades.value.length ? trades.value : all
  const [trade, setTrade] = useState<Trade | null>(here.length === 1 ? here[0]! : null)
  const [minutes, setMinutes] = useState<number>(times[1])
  const [words, setWords] = useState('')
  const id = useId()
  const ready = trade !== null && words.trim() !== ''
  const send = (event: Event): void => {
    event.preventDefault()
    if (!ready) return
    if (reach.value === 'cut') toast(t('phone.outbox.kept'))
    void askSpecialist(line.thread_id, trade, words.trim(), minutes).then(({ outcome }) => {
      if (outcome === 'applied') toast(t('phone.question.sent'))
    })
    onClose()
  }
  return (
    <Sheet title={t('phone.question.title')} onClose={onClose}>
      <form class="form" onSubmit={send}>
        <div class="choices" role="group" aria-label={t('phone.question.trade')}>
          {here.map((one) => (
            <button key={one} type="button" aria-pressed={one === trade} data-trade={one} onClick={() => setTrade(one)}>
              {capital(t(`phone.trade.${one}`))}
            </button>
          ))}
        </div>
        <WordsField id={id} value={words} longest={longest} label={t('phone.question.words')} onWords={setWords} />
        <div class="choices" role="group" aria-label={t('phone.question.when')}>
          {times.map((one) => (
            <button key={one} type="button" aria-pressed={one === minutes} onClick={() => setMinutes(one)}>
              {t(`phone.question.in.${one}`)}
            </button>
          ))}
        </div>
        <p class="sheet-text">{t('phone.question.explain')}</p>
        <button type="submit" class="button primary wide" disabled={!ready}>
          {t('phone.question.send')}
        </button>
      </form>
    </Sheet>
  )
}
