// Calls, visits and notes on their way to the server, and how they stand on the card meanwhile.
import { nowIso } from '../clock'
import { uuid7 } from '../ids'
import { me } from '../session'
import { t } from '../texts'
import type { Id, PushResult, TimelineItem } from '../types'
import { filter, openCard, putTimeline, takeFromTimeline } from './cards'
import { type Touch, log, takeBack } from './mutations'
import { drop, pending } from './outbox'

/** Logs at once; the server's own line takes the place of the phone's as soon as it is there. */
export function logTouch(client: Id, touch: Omit<Touch, 'id' | 'at'>): { id: Id; answered: Promise<PushResult> } {
  const id = uuid7()
  const answered = log(client, { id, at: nowIso(), ...touch }).then((result) => {
    const item = (result.result as { item?: TimelineItem } | undefined)?.item
    if (result.outcome === 'applied' && item) putTimeline(client, item)
    void openCard(client)
    return result
  })
  return { id, answered }
}

/** Takes it back; one that never left the phone simply disappears. */
export function undoTouch(client: Id, touch: Id): void {
  const unsent = pending.value.find((item) => item.id === touch && (item.state === 'here' || item.state === 'refused'))
  if (unsent) return drop(new Set([touch]))
  void takeBack(touch).then((result) => {
    if (result.outcome === 'applied') takeFromTimeline(client, touch)
    void openCard(client)
  })
}

function unsentItem(body: Record<string, unknown>, at: string): TimelineItem {
  const touch = body as unknown as Touch
  const what = touch.kind === 'call' ? `call_${touch.direction}` : touch.kind
  const said = touch.outcome ? `${what}.${touch.outcome}` : what
  const text = [t(`phone.log.line.${said}`), touch.words].filter(Boolean).join('. ')
  const who = me.value?.person ?? null
  return { id: touch.id, kind: touch.kind, at, who, text, ref_id: touch.id, direction: null, automatic: false }
}

/** The timeline with what is still on its way, and without what is being taken back. */
export function withUnsent(client: Id, items: readonly TimelineItem[]): readonly TimelineItem[] {
  const acts = pending.value.filter((item) => item.state !== 'refused')
  const gone = new Set(
    acts.filter((item) => item.kind === 'conversations.undo_touch').map((item) => item.body.touch_id as Id),
  )
  const known = new Set(items.map((item) => item.ref_id))
  const fits = filter.value === 'all' || filter.value === 'touch'
  const unsent = acts
    .filter((item) => fits && item.kind === 'conversations.log_touch' && item.body.client_id === client)
    .filter((item) => !known.has(item.id))
    .map((item) => unsentItem(item.body, item.at))
  if (gone.size === 0 && unsent.length === 0) return items
  return [...unsent.reverse(), ...items].filter((item) => !item.ref_id || !gone.has(item.ref_id))
}
