// One client and my own Telegram: whether our private chat is part of their talk here.
import { useEffect, useState } from 'preact/hooks'
import { byWhen } from '../../clock'
import { Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import type { Card } from '../../types'
import { readChat, setListed, type OwnChat as Chat } from '../own/calls'
import { saidBy } from '../own/own'

function Words({ chat }: { chat: Chat }) {
  if (!chat.possible) return <p class="sheet-text">{t('phone.own.unknown')}</p>
  return (
    <>
      <p class="sheet-text">{t(chat.listed ? 'phone.own.listed' : 'phone.own.not_listed')}</p>
      {chat.listed && chat.until && <p class="sheet-text">{t('phone.own.until', { when: byWhen(chat.until) })}</p>}
      {chat.state !== 'connected' && (
        <p class="sheet-text">
          {t('phone.own.not_connected')} <a href="/me/telegram">{t('phone.own.title')}</a>
        </p>
      )}
    </>
  )
}

export function OwnChat({ card, onClose }: { card: Card; onClose: () => void }) {
  const [chat, setChat] = useState<Chat | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const took = (now: Chat): void => {
    setChat(now)
    setRefused(null)
  }
  const failed = (error: unknown): void => setRefused(saidBy(error))
  useEffect(() => void readChat(card.id).then(took, failed), [card.id])
  return (
    <Sheet title={t('phone.own.title')} onClose={onClose}>
      {chat && <Words chat={chat} />}
      {refused && (
        <p class="refusal" role="alert">
          {refused}
        </p>
      )}
      {chat && (chat.possible || chat.listed) && (
        <button
          type="button"
          class={chat.listed ? 'button danger wide' : 'button primary wide'}
          onClick={() => void setListed(card.id, !chat.listed).then(took, failed)}
        >
          {t(chat.listed ? 'phone.own.take_out' : 'phone.own.let_in')}
        </button>
      )}
    </Sheet>
  )
}
