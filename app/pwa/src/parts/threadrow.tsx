// One talk as a row: who, which car, the last line, and how long they wait.
import { rowTime } from '../clock'
import { t } from '../texts'
import type { ThreadLine } from '../types'
import { route } from '../router'
import { Avatar } from './avatar'
import { Icon } from './icon'
import { addressed, isMe, lastLine, under } from './names'
import { height } from './narrow'
import { WaitChip } from './wait'

const kindIcons: Record<string, 'photo' | 'mic' | 'document' | 'pin' | 'call'> = {
  photo: 'photo',
  voice: 'mic',
  document: 'document',
  location: 'pin',
  call: 'call',
  missed_call: 'call',
}

/** Who waits is told with promise, car and waiting; a colleague's client with the colleague's name. */
const isTall = (line: ThreadLine): boolean => !!line.waiting_since || (!!line.owner && !isMe(line.owner))
export const rowHeight = (line: ThreadLine): number => (isTall(line) ? height(96, 178) : height(72, 128))

function Last({ line }: { line: ThreadLine }) {
  const icon = line.last_kind ? kindIcons[line.last_kind] : undefined
  return (
    <span class="row-last lines-1">
      {line.last_direction === 'out' && (
        <span class="row-ours">
          <Icon name="reply" size={15} />
          <span class="unseen">{t('phone.row.us')} </span>
        </span>
      )}
      {icon && <Icon name={icon} size={16} />}
      {lastLine(line)}
    </span>
  )
}

export function ThreadRow({ line }: { line: ThreadLine }) {
  const here = route.value
  const current = here.screen === 'thread' && here.id === line.thread_id
  const stranger = !line.client_id
  const tall = isTall(line)
  return (
    <a
      class="row talk-row"
      href={`/threads/${line.thread_id}`}
      aria-current={current ? 'page' : undefined}
      data-thread={line.thread_id}
      data-unread={line.unread > 0 || undefined}
      data-tall={tall || undefined}
    >
      <Avatar id={line.client_id ?? line.thread_id} name={addressed(line)} stranger={stranger} />
      <b class="row-name">{addressed(line)}</b>
      <span class="row-under">{stranger ? <span class="tag">{t('phone.lobby.new_person')}</span> : under(line)}</span>
      {line.waiting_since ? (
        <WaitChip line={line} />
      ) : (
        line.last_at && <time dateTime={line.last_at}>{rowTime(line.last_at)}</time>
      )}
      <Last line={line} />
      {!line.waiting_since && line.unread > 0 && (
        <span class="unread" aria-label={t('phone.row.unread', { n: line.unread })}>
          {line.unread}
        </span>
      )}
    </a>
  )
}
