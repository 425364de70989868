// What was done on this phone and has not reached the house: what it is, to whom, why it waits, and the ways out.
import { byWhen } from '../../clock'
import { Icon } from '../../parts/icon'
import { Quiet } from '../../parts/page'
import { drop, pending, tryAgain } from '../../sync/outbox'
import { reach } from '../../sync/store'
import { clientLines, threadLines } from '../../sync/view'
import { t } from '../../texts'
import type { Id, Pending } from '../../types'
import { BackButton } from '../thread/head'

const groups = ['clients', 'tasks', 'cars', 'loyalty', 'invitations']

/** The person's own words, or what kind of act it is. */
function whatOf({ kind, body, files }: Pending): string {
  if (kind === 'conversations.reply') return (body.text as string) || t('phone.outbox.files', { n: files.length })
  if (kind.startsWith('handoffs.') && body.words) return body.words as string
  if (kind === 'conversations.log_touch') return (body.words as string) || t('phone.outbox.touch')
  const group = kind.split('.')[0]!
  return t(groups.includes(group) ? `phone.outbox.${group}` : 'phone.outbox.other')
}

function whomOf({ body }: Pending): { name: string; path: string } | null {
  const thread = threadLines.value.get(body.thread_id as Id)
  if (thread) return { name: thread.address_form ?? thread.name ?? '', path: `/threads/${thread.thread_id}` }
  const client = clientLines.value.get(body.client_id as Id)
  return client ? { name: client.address_form ?? client.name, path: `/clients/${client.id}` } : null
}

function whyOf({ state, why, problem, kept }: Pending): string {
  if (why) return t(`phone.outbox.${why}`)
  if (state === 'refused') return problem?.detail ?? t('phone.refused')
  if (state === 'sending') return t('phone.state.sending')
  return t(kept ? 'phone.outbox.kept' : 'phone.outbox.not_kept')
}

function Line({ item }: { item: Pending }) {
  const whom = whomOf(item)
  const asks = item.state === 'asks'
  return (
    <li class="unsent" data-state={item.state} data-act={item.id}>
      <p class="unsent-what">
        {whom && <a href={whom.path}>{whom.name}</a>}
        <span>{whatOf(item)}</span>
      </p>
      <p class="unsent-why">
        {byWhen(item.at)} · {whyOf(item)}
      </p>
      {(asks || item.state === 'refused') && (
        <div class="trouble-acts">
          <button type="button" onClick={() => tryAgain(item.id)}>
            {t(asks ? 'phone.act.send_still' : 'phone.act.try_again')}
          </button>
          <button type="button" onClick={() => drop(new Set([item.id]))}>
            {t('phone.act.remove')}
          </button>
        </div>
      )}
    </li>
  )
}

export function Outbox() {
  const items = pending.value.filter((item) => item.state !== 'applied')
  return (
    <div class="page detail" data-screen="outbox">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.me.unsent')}</h1>
      </header>
      <div class="page-scroll">
        {items.length === 0 && (
          <Quiet icon={<Icon name="check" size={28} />} title={t('phone.outbox.empty')} text={t('phone.outbox.empty_more')} />
        )}
        {items.length > 0 && reach.value === 'cut' && <p class="unsent-lead">{t('phone.outbox.cut')}</p>}
        <ul class="unsents">
          {items.map((item) => (
            <Line key={item.id} item={item} />
          ))}
        </ul>
      </div>
    </div>
  )
}
