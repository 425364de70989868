// The inbox: those who wait, and all talks of the book.
import { signal } from '@preact/signals'
import { useMemo, useRef, useState } from 'preact/hooks'
import { later } from '../../parts/later'
import { addressed, mayAnswer } from '../../parts/names'
import { narrow } from '../../parts/narrow'
import { Mark, Page, Quiet, Skeleton } from '../../parts/page'
import { Segments } from '../../parts/segments'
import { Swiped } from '../../parts/swiped'
import { rowHeight, ThreadRow } from '../../parts/threadrow'
import { Windowed } from '../../parts/windowed'
import { loaded } from '../../sync/store'
import { allThreads, backAt, bubblesOf, snoozed, waiting } from '../../sync/view'
import { t } from '../../texts'
import type { ThreadLine } from '../../types'

const SnoozeSheet = later(() => import('../thread/snooze').then((it) => it.SnoozeSheet))
const chosen = signal<'waiting' | 'all' | 'snoozed'>('waiting')

/** Who waits can be put aside without opening the talk: pushed to the left, or by the row's button. */
function InboxRow({ line, onAside }: { line: ThreadLine; onAside: (line: ThreadLine) => void }) {
  if (!line.waiting_since || backAt(line) !== null || !mayAnswer(line)) return <ThreadRow line={line} />
  return (
    <Swiped
      text={t('phone.snooze.chip')}
      label={t('phone.snooze.row', { person: addressed(line) })}
      icon="clock"
      onAct={() => onAside(line)}
    >
      <ThreadRow line={line} />
    </Swiped>
  )
}

export function Inbox() {
  const [putting, setAside] = useState<ThreadLine | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const aside = snoozed.value.length > 0
  const which = chosen.value === 'snoozed' && !aside ? 'waiting' : chosen.value
  const lines = which === 'waiting' ? waiting.value : which === 'snoozed' ? snoozed.value : allThreads.value
  const rows = useMemo(() => lines.map((line) => ({ key: line.thread_id, height: rowHeight(line), line })), [lines, narrow.value])
  const segments = (
    <Segments
      label={t('phone.inbox.which')}
      chosen={which}
      onChoose={(value) => {
        chosen.value = value
        scroller.current?.scrollTo(0, 0)
      }}
      options={[
        {
          value: 'waiting' as const,
          text: waiting.value.length
            ? t('phone.inbox.waiting_count', { count: waiting.value.length })
            : t('phone.inbox.waiting'),
        },
        { value: 'all' as const, text: t('phone.inbox.all') },
        ...(aside ? [{ value: 'snoozed' as const, text: t('phone.inbox.snoozed') }] : []),
      ]}
    />
  )
  return (
    <Page screen="inbox" title={t('phone.nav.inbox')} below={segments} scroller={scroller} busy={!loaded.value}>
      {!loaded.value && <Skeleton rows={7} />}
      {loaded.value &&
        rows.length === 0 &&
        (which === 'waiting' ? (
          <Quiet
            icon={<Mark size={52} />}
            title={t('phone.today.nobody_waits')}
            text={t('phone.today.nobody_waits_more')}
          />
        ) : (
          <Quiet title={t('phone.inbox.empty')} text={t('phone.inbox.empty_more')} />
        ))}
      <Windowed
        rows={rows}
        scroller={scroller}
        label={t('phone.nav.inbox')}
        draw={(row) => <InboxRow line={row.line} onAside={setAside} />}
      />
      {putting && <SnoozeSheet line={putting} bubbles={bubblesOf(putting.thread_id)} onClose={() => setAside(null)} />}
    </Page>
  )
}
