// Which promises were broken: whose, by how much, why, and what each rested on.
import { useEffect, useState } from 'preact/hooks'
import { byWhen, span } from '../../clock'
import { Skeleton } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Id } from '../../types'
import { saidBy } from '../me/standardform'
import { readBroken, type Broken, type Days } from './calls'

function Row({ one, onOpen }: { one: Broken; onOpen: () => void }) {
  const name = one.client ?? t(one.thread_id ? 'phone.lobby.nameless' : 'phone.promises.colleagues')
  return (
    <li class="broken" data-broken={one.id}>
      <p class="broken-head">
        {one.thread_id ? (
          <a href={`/threads/${one.thread_id}`} onClick={onOpen}>
            {name}
          </a>
        ) : (
          <b>{name}</b>
        )}
        <span>{t('phone.promises.late_by', { span: span(one.late) })}</span>
      </p>
      <p>{[one.person.name, byWhen(one.by_at), one.reason_text].join(' · ')}</p>
      <p class="broken-basis">{one.basis}</p>
    </li>
  )
}

export function BrokenSheet({ days, person, onClose }: { days: Days; person: Id | null; onClose: () => void }) {
  const [list, setList] = useState<readonly Broken[] | null>(null)
  const [next, setNext] = useState<Id | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const more = (after?: Id): void => {
    setNext(null) // one tap, one page
    readBroken(days, person, after).then(
      (found) => {
        setList((had) => [...(after ? (had ?? []) : []), ...found.promises])
        setNext(found.next)
      },
      (error: unknown) => {
        setFailure(saidBy(error))
        if (!after) return
        setNext(after)
        toast(saidBy(error))
      },
    )
  }
  useEffect(() => more(), [])
  return (
    <Sheet title={t('phone.promises.broken_title')} onClose={onClose}>
      {!list && (failure ? <p role="alert">{failure}</p> : <Skeleton rows={4} />)}
      <ul class="brokens">
        {list?.map((one) => (
          <Row key={one.id} one={one} onOpen={onClose} />
        ))}
      </ul>
      {next && (
        <button type="button" class="button wide" onClick={() => more(next)}>
          {t('phone.board.more')}
        </button>
      )}
    </Sheet>
  )
}
