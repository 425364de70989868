// What can be done with one message, and its fate in words.
import { byWhen } from '../../clock'
import { copy } from '../../parts/copy'
import { Icon } from '../../parts/icon'
import { Sheet } from '../../parts/sheet'
import { withdraw } from '../../sync/mutations'
import { drop, pending } from '../../sync/outbox'
import { t } from '../../texts'
import type { Bubble } from '../../types'
import { Before } from './before'
import { OwnLine } from './ownline'
import { longWords, shortWords, signOf } from './states'
import { quoted } from './thread'

function takeBack(bubble: Bubble): void {
  const own = pending.value.find((item) => item.id === bubble.id)
  if (own && own.state !== 'sending' && own.state !== 'applied') drop(new Set([bubble.id]))
  else if (bubble.delivery_id) void withdraw(bubble.delivery_id)
}

function Fate({ bubble }: { bubble: Bubble }) {
  if (!bubble.state) return null
  return (
    <div class="fate-card" data-state={bubble.state}>
      <Icon name={signOf(bubble.state)} size={22} />
      <div>
        <b>{shortWords(bubble.state)}</b>
        <p>{longWords(bubble)}</p>
        <p class="fate-when">
          {byWhen(bubble.at)}
          {bubble.author && ` · ${bubble.author.name}`}
        </p>
      </div>
    </div>
  )
}

export function Menu({ bubble, answers, onClose }: { bubble: Bubble; answers: boolean; onClose: () => void }) {
  const text = bubble.deleted_at ? null : bubble.text
  const here = bubble.state === 'here' || bubble.state === 'refused' || bubble.state === 'asks'
  const mayQuote = answers && !here && !bubble.deleted_at
  const mayWithdraw = answers && (bubble.state === 'here' || (bubble.state === 'queued' && !!bubble.delivery_id))
  const act = (what: () => void) => () => {
    onClose()
    what()
  }
  const voice = answers && !here && !bubble.deleted_at && bubble.attachments.some((file) => file.kind === 'voice')
  const answer = act(() => {
    quoted.value = bubble.id
    requestAnimationFrame(() => document.querySelector<HTMLTextAreaElement>('.composer textarea')?.focus())
  })
  return (
    <Sheet title={t('phone.thread.message')} onClose={onClose}>
      <Fate bubble={bubble} />
      {bubble.edited_at && !bubble.deleted_at && <Before bubble={bubble} />}
      {voice && <OwnLine bubble={bubble} onDone={onClose} />}
      <div class="menu">
        {mayQuote && (
          <button type="button" onClick={answer}>
            <Icon name="reply" />
            {t('phone.act.reply')}
          </button>
        )}
        {text && (
          <button type="button" onClick={act(() => void copy(text))}>
            <Icon name="copy" />
            {t('phone.act.copy')}
          </button>
        )}
        {mayWithdraw && (
          <button type="button" class="danger" onClick={act(() => takeBack(bubble))}>
            <Icon name="withdrawn" />
            {t('phone.act.withdraw')}
          </button>
        )}
      </div>
    </Sheet>
  )
}
