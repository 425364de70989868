// Where an answer goes when the client's last words came to my own Telegram, and until when it can.
import { useEffect, useState } from 'preact/hooks'
import { byWhen, now } from '../../clock'
import { Icon } from '../../parts/icon'
import { t } from '../../texts'
import type { Bubble, Id } from '../../types'
import { readChat, type OwnChat } from '../own/calls'

const ownChat = 'own_chat'

/** Null for every talk whose last words came any other way: nothing is asked for them. */
export function useOwnChat(client: Id | null, bubbles: readonly Bubble[], answers: boolean): OwnChat | null {
  const last = bubbles.findLast((bubble) => bubble.direction === 'in')
  const there = answers && client && last?.channel === ownChat ? last.id : null
  const [chat, setChat] = useState<{ of: Id; chat: OwnChat } | null>(null)
  useEffect(() => {
    if (there && client) readChat(client).then((found) => setChat({ of: there, chat: found }), () => {})
  }, [there, client])
  return there && chat?.of === there ? chat.chat : null
}

export const stillOpen = (chat: OwnChat | null): chat is OwnChat & { until: string } =>
  !!chat?.until && Date.parse(chat.until) > now.value

export function OwnWay({ chat, connected }: { chat: OwnChat; connected: boolean }) {
  if (!stillOpen(chat) && !connected) return null
  return (
    <p class="quiet-hours own-way" role="note">
      <Icon name="telegram" size={18} />
      {stillOpen(chat) ? t('phone.own.answers_there', { when: byWhen(chat.until) }) : t('phone.own.answers_by_bot')}
    </p>
  )
}

/** Which of two conversations with the same person these words stand in. */
export function ownMark(bubble: Bubble): string | null {
  if (bubble.channel !== ownChat) return null
  if (bubble.direction === 'in') return t('phone.own.mark.in')
  return t(bubble.delivery_id ? 'phone.own.mark.through' : 'phone.own.mark.out')
}
