// Receive the visit: a colleague's client is here, one tap on the reason opens their card for a day.
import { useState } from 'preact/hooks'
import { Problem, Unreachable } from '../../api'
import { Field } from '../../parts/field'
import { shortName } from '../../parts/names'
import { Sheet } from '../../parts/sheet'
import { go } from '../../router'
import { openCard, receiveVisit } from '../../sync/cards'
import { t } from '../../texts'
import type { FoundClient, ReceptionReason } from '../../types'

const reasons: readonly ReceptionReason[] = ['came', 'called', 'asked', 'other']
// The card is open to this person already, perhaps by the press whose answer was lost: the way on is the same.
const open = ['already_received', 'own_client', 'key_reused']

export function Receive({ found, onClose }: { found: FoundClient; onClose: () => void }) {
  const [busy, setBusy] = useState<ReceptionReason | null>(null)
  const [words, setWords] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)
  const owner = shortName(found.owner)
  const receive = async (reason: ReceptionReason): Promise<void> => {
    if (busy) return
    setBusy(reason)
    setRefusal(null)
    try {
      await receiveVisit(found.id, reason, words?.trim() || null)
    } catch (error) {
      setBusy(null)
      if (error instanceof Unreachable) return setRefusal(t('phone.desk.no_line'))
      if (!(error instanceof Problem)) throw error
      if (!open.includes(error.body.code)) return setRefusal(error.message)
    }
    void openCard(found.id)
    onClose()
    go(`/clients/${found.id}`)
  }
  return (
    <Sheet title={t('phone.desk.receive')} onClose={onClose}>
      <p class="sheet-text">
        <b class="desk-name">{found.name}</b>
        {t('phone.desk.receive_more', { owner })}
      </p>
      <div class="choices" role="group" aria-label={t('phone.desk.why')}>
        {reasons.map((reason) => (
          <button
            key={reason}
            type="button"
            disabled={busy !== null}
            aria-pressed={busy === reason || (reason === 'other' && words !== null)}
            onClick={() => (reason === 'other' ? setWords(words ?? '') : void receive(reason))}
          >
            {t(`phone.desk.reason.${reason}`, { owner })}
          </button>
        ))}
      </div>
      {words !== null && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault()
            void receive('other')
          }}
        >
          <Field label={t('phone.desk.in_words')} value={words} onInput={setWords} required autocomplete="off" />
          <button type="submit" class="button primary wide" disabled={!words.trim() || busy !== null}>
            {t('phone.desk.receive')}
          </button>
        </form>
      )}
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </Sheet>
  )
}
