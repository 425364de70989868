// One talk: who it is, what was promised, the talk itself, and the composer under the thumb.
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Quiet } from '../../parts/page'
import { later } from '../../parts/later'
import { isMe, mayAnswer } from '../../parts/names'
import { me } from '../../session'
import { openCard, wantsReading } from '../../sync/cards'
import { cards, reach, talks } from '../../sync/store'
import { markRead, openTalk } from '../../sync/talks'
import { bubblesOf, lineOf } from '../../sync/view'
import { t } from '../../texts'
import type { Id, ThreadLine } from '../../types'
import { Chips } from './chips'
import { Composer } from './composer'
import { Head, Strip } from './head'
import { Menu } from './menu'
import { useOwnChat } from './ownway'
import { Stranger } from './stranger'
import { Talk } from './talk'

const Capsule = later(() => import('./capsule').then((it) => it.Capsule))

/** The message being quoted, and the one whose menu is open. */
export const quoted = signal<Id | null>(null)
export const menuOf = signal<Id | null>(null)

function useTalk(id: Id, line: ThreadLine | null): void {
  const talk = talks.value.get(id)
  const supervisor = me.value?.person.role === 'supervisor'
  useEffect(() => {
    quoted.value = menuOf.value = null
  }, [id])
  // A supervisor has no feed of this book: the talk is read again when its line changes.
  const missed = talk?.kept || talk?.state === 'failed'
  const wanted = !talk || (missed && reach.value !== 'cut') || (talk.state === 'hidden' && !!line)
  useEffect(() => {
    if (wanted) void openTalk(id)
  }, [id, wanted])
  useEffect(() => {
    if (supervisor) void openTalk(id)
  }, [id, supervisor && line?.last_at])
  const client = line?.client_id
  const cardWanted = !!client && wantsReading(cards.value.get(client))
  useEffect(() => {
    if (client && cardWanted) void openCard(client)
  }, [client, cardWanted])
  const mine = !!line && mayAnswer(line)
  const rows = talk?.state === 'ready' ? talk.rows : undefined
  useEffect(() => {
    const seen = (): void => {
      if (mine && rows && line && line.unread > 0 && !document.hidden) markRead(id, rows)
    }
    seen()
    document.addEventListener('visibilitychange', seen)
    return () => document.removeEventListener('visibilitychange', seen)
  }, [id, rows, line?.unread, mine])
}

function ReadOnly({ line }: { line: ThreadLine }) {
  return (
    <p class="read-only" role="note">
      {line.owner ? t('phone.thread.read_only', { person: line.owner.name }) : t('phone.thread.read_only_lobby')}
    </p>
  )
}

export function Thread({ id }: { id: Id }) {
  const line = lineOf(id)
  const talk = talks.value.get(id)
  useTalk(id, line)
  const bubbles = bubblesOf(id)
  const card = (line?.client_id && cards.value.get(line.client_id)?.card) || null
  const phone = card?.phones[0]?.phone ?? null
  const answers = !!line && mayAnswer(line)
  const own = useOwnChat(line?.client_id ?? null, bubbles, answers)
  const menu = menuOf.value ? bubbles.find((bubble) => bubble.id === menuOf.value) : undefined
  if ((talk?.state === 'failed' || talk?.state === 'hidden') && !line) {
    return (
      <div class="thread" data-screen="thread">
        <Head id={id} line={null} card={null} />
        <Quiet title={t('phone.thread.none')} text={t('phone.thread.none_more')} />
      </div>
    )
  }
  return (
    <div class="thread" data-screen="thread" data-thread={id}>
      <Head id={id} line={line} card={card} />
      {line && <Strip line={line} card={card} />}
      {line?.client_id && line.owner && !isMe(line.owner) && <Capsule key={id} line={line} bubbles={bubbles} />}
      <Talk id={id} talk={talk} bubbles={bubbles} phone={phone} answers={answers} />
      {line && (
        <div class="thread-foot">
          {answers && !line.client_id && <Stranger line={line} />}
          {answers && <Chips line={line} bubbles={bubbles} card={card} />}
          {answers ? (
            <Composer key={id} line={line} bubbles={bubbles} phone={phone} card={card} own={own} />
          ) : (
            <ReadOnly line={line} />
          )}
        </div>
      )}
      {menu && (
        <Menu
          bubble={menu}
          answers={answers}
          onClose={() => {
            menuOf.value = null
          }}
        />
      )}
    </div>
  )
}
