// The fate of a message: its words, its sign, and what can be done about it.
import type { IconName } from '../../parts/icon'
import { t } from '../../texts'
import type { Bubble, BubbleState } from '../../types'

const signs: Record<BubbleState, IconName> = {
  here: 'device',
  asks: 'unsure',
  queued: 'clock',
  sending: 'clock',
  sent: 'check',
  delivered: 'delivered',
  failed: 'alert',
  not_confirmed: 'unsure',
  refused: 'alert',
  withdrawn: 'withdrawn',
  held: 'pause',
}

const short: Record<BubbleState, string> = {
  here: 'phone.state.here',
  asks: 'phone.state.asks',
  queued: 'phone.state.queued',
  sending: 'phone.state.sending',
  sent: 'phone.state.sent',
  delivered: 'phone.state.delivered',
  failed: 'phone.state.failed',
  not_confirmed: 'phone.state.not_confirmed',
  refused: 'phone.state.refused',
  withdrawn: 'phone.state.withdrawn',
  held: 'phone.state.held',
}

const long: Record<BubbleState, string> = {
  here: 'phone.state.here.long',
  asks: 'phone.state.asks.long',
  queued: 'phone.state.queued.long',
  sending: 'phone.state.sending.long',
  sent: 'phone.state.sent.long',
  delivered: 'phone.state.delivered.long',
  failed: 'phone.state.failed.long',
  not_confirmed: 'phone.state.not_confirmed.long',
  refused: 'phone.state.refused.long',
  withdrawn: 'phone.state.withdrawn.long',
  held: 'phone.state.held.long',
}

export const signOf = (state: BubbleState): IconName => signs[state] ?? 'clock'
export const shortWords = (state: BubbleState): string => t(short[state] ?? 'phone.state.queued')

/** The server's own sentence where it has one: it knows why and until when. */
export const longWords = (bubble: Bubble): string =>
  bubble.state_text || t(long[bubble.state ?? 'queued'] ?? 'phone.state.queued.long')

export const inTrouble = (state: BubbleState | null): boolean =>
  state === 'failed' || state === 'not_confirmed' || state === 'refused' || state === 'asks'
