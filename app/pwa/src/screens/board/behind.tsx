// The clients behind a figure of the board, those who lost most first.
import { useEffect, useState } from 'preact/hooks'
import { shortName } from '../../parts/names'
import { Skeleton } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import { saidBy } from '../books/calls'
import { readBehind, type Behind, type Wanted } from './calls'
import { nameOf } from './trend'

export function BehindRow({ one, onOpen }: { one: Behind; onOpen?: () => void }) {
  const under = [shortName(one.owner), nameOf(one.status), one.next_step ? null : t('phone.board.no_step')]
  return (
    <a class="row behind" href={`/clients/${one.client_id}`} data-status={one.status} onClick={onOpen}>
      <i class="status-dot" aria-hidden="true" />
      <span class="row-main">
        <span class="row-title">
          <b>{one.name}</b>
        </span>
        <span class="row-last lines-1">{under.filter(Boolean).join(' · ')}</span>
      </span>
      <b class="loss-points">{Math.round(one.score)}</b>
    </a>
  )
}

export function BehindSheet({ wanted, onClose }: { wanted: Wanted; onClose: () => void }) {
  const [list, setList] = useState<Behind[] | null>(null)
  const [next, setNext] = useState<string | null>('')
  const [failure, setFailure] = useState<string | null>(null)
  const more = (): void => {
    readBehind(wanted, next ?? '').then(
      (page) => {
        setList([...(list ?? []), ...page.clients])
        setNext(page.next)
      },
      (error: unknown) => setFailure(saidBy(error)),
    )
  }
  useEffect(more, [])
  return (
    <Sheet title={wanted.title} onClose={onClose}>
      <div class="behinds" data-sheet="behind">
        {failure && <p class="sheet-text">{failure}</p>}
        {!list && !failure && <Skeleton rows={4} />}
        {list?.length === 0 && <p class="sheet-text">{t('phone.board.nobody')}</p>}
        {list?.map((one) => (
          <BehindRow
            key={one.client_id}
            one={one}
            onOpen={onClose}
          />
        ))}
        {list && next && (
          <button type="button" class="button wide" onClick={more}>
            {t('phone.board.more')}
          </button>
        )}
      </div>
    </Sheet>
  )
}
