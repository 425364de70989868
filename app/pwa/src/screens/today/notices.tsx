// What the person must learn that is no task: calm lines, opened or put away by a tap.
import { useState } from 'preact/hooks'
import { rowTime } from '../../clock'
import { later } from '../../parts/later'
import { Icon } from '../../parts/icon'
import { Section } from '../../parts/page'
import { toast } from '../../parts/toast'
import { me } from '../../session'
import { seeNotice, unseeNotice } from '../../sync/mutations'
import { clientLines, unseenNotices } from '../../sync/view'
import { t } from '../../texts'
import type { Notice } from '../../types'

const ReturnSheet = later(() => import('../thread/handback').then((it) => it.ReturnSheet))
const shown = 2

function putAway(notice: Notice): void {
  void seeNotice(notice.id)
  toast(t('phone.notice.put_away'), () => unseeNotice(notice.id))
}

/** What it tells of: a card, or one's own schedule. Who is called to a talk comes into it, where the capsule is. */
function whereOf(notice: Notice): string | null {
  const thread =
    notice.thread_id ??
    (notice.kind === 'return' && notice.client_id && clientLines.value.get(notice.client_id)?.thread_id)
  if (thread) return `/threads/${thread}`
  if (notice.client_id) return `/clients/${notice.client_id}`
  if (notice.kind === 'schedule') return '/me/schedule'
  if (notice.kind !== 'coverage') return null
  return me.value?.person.role === 'supervisor' ? '/me/coverage' : '/me/schedule'
}

function NoticeRow({ notice }: { notice: Notice }) {
  const where = whereOf(notice)
  const [open, setOpen] = useState(false)
  const asks = notice.kind === 'return' && !notice.client_id
  const inside = (
    <>
      <Icon name="pin" size={20} />
      <span class="row-main">
        <span class="row-last">{notice.text}</span>
        <time dateTime={notice.at}>{rowTime(notice.at)}</time>
      </span>
    </>
  )
  return (
    <div class="notice" data-notice={notice.id}>
      {where ? (
        <a class="row" href={where} onClick={() => void seeNotice(notice.id)}>
          {inside}
        </a>
      ) : asks ? (
        <button type="button" class="row" onClick={() => setOpen(true)}>
          {inside}
        </button>
      ) : (
        <div class="row closed">{inside}</div>
      )}
      {open && <ReturnSheet notice={notice} onClose={() => setOpen(false)} />}
      <button type="button" class="round" aria-label={t('phone.notice.put')} onClick={() => putAway(notice)}>
        <Icon name="close" size={18} />
      </button>
    </div>
  )
}

export function Notices() {
  const [all, setAll] = useState(false)
  const lines = unseenNotices.value
  if (lines.length === 0) return null
  const more = !all && lines.length > shown && (
    <button type="button" class="more" onClick={() => setAll(true)}>
      {t('phone.today.all_next', { n: lines.length - shown })}
    </button>
  )
  return (
    <Section title={t('phone.notice.title')} aside={more}>
      <div class="group">
        {(all ? lines : lines.slice(0, shown)).map((notice) => (
          <NoticeRow key={notice.id} notice={notice} />
        ))}
      </div>
    </Section>
  )
}
