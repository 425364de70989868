// The hours in which a client wants to be left in peace, by the clock where the client lives.
import { timeIn, zone } from '../clock'
import { t } from '../texts'

interface Wishes {
  never_before: string | null
  never_after: string | null
  time_zone: string | null
}

const hour = (time: string): string => time.slice(0, 5).replace(/^0/, '')

/** What to say to whoever writes now: why not now, and when it would be good. Null in good hours. */
export function quietNow(card: Wishes | null, at: number): { why: string; better: string } | null {
  if (!card || (!card.never_before && !card.never_after)) return null
  const there = timeIn(card.time_zone ?? zone.value, at)
  const early = card.never_before !== null && there < card.never_before
  const late = card.never_after !== null && there >= card.never_after
  if (!early && !late) return null
  const args = { now: hour(there), time: hour((early ? card.never_before : card.never_after) ?? '') }
  const why = t(early ? 'phone.quiet.early' : 'phone.quiet.late', args)
  const better = card.never_before
    ? t('phone.quiet.better', { time: hour(card.never_before) })
    : t('phone.quiet.morning')
  return { why, better }
}
