// The ways an invitation leaves the phone: each needs one tap here.
import type { InvitedHow } from '../../sync/mutations'

export type Way = Exclude<InvitedHow, 'qr'>

const remembered = 'okno.invite.way'
const apple = /iPhone|iPad/.test(navigator.userAgent)

export function waysFor(phone: string | undefined): Way[] {
  const ways: Way[] = []
  if (phone) ways.push('sms', 'telegram')
  if ('share' in navigator) ways.push('share')
  return [...ways, 'copy']
}

/** The way used last stands first under the thumb. */
export function preferred(ways: readonly Way[]): Way {
  const last = localStorage.getItem(remembered) as Way | null
  if (last && ways.includes(last)) return last
  return ways.includes('share') ? 'share' : ways[0]!
}

// Apple's messages want the words behind "&", all others behind "?".
const smsAddress = (phone: string, words: string): string =>
  `sms:${phone}${apple ? '&' : '?'}body=${encodeURIComponent(words)}`

/** Opens the manager's own chat with this number, the words already in the field. */
const telegramAddress = (phone: string, words: string): string =>
  `https://t.me/${phone}?text=${encodeURIComponent(words)}`

/** False when the person turned back, or the browser would not. */
export async function send(way: Way, words: string, phone: string | undefined): Promise<boolean> {
  try {
    if (way === 'share') await navigator.share({ text: words })
    else if (way === 'copy') await navigator.clipboard.writeText(words)
    else if (way === 'sms') location.href = smsAddress(phone ?? '', words)
    else window.open(telegramAddress(phone ?? '', words), '_blank', 'noopener')
  } catch {
    return false
  }
  localStorage.setItem(remembered, way)
  return true
}
