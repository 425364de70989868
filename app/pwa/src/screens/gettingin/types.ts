// What the server says of a client's way in.
import type { Id, Instant, Named } from '../../types'

/** How far a client has come on the way into the house's messenger; `lapsed` = the link ran out unused. */
export type Step = 'not_invited' | 'invited' | 'opened' | 'lapsed' | 'refused' | 'blocked' | 'connected'
export interface Standing {
  client_id: Id
  state: Step
  at: Instant | null
  by: Named | null
  invitation_id: Id | null
  reason: string | null
  seen_as: string | null
  other_card_at: Instant | null
}

export interface Invited {
  id: Id
  url: string
  telegram: string | null
  web: string
  text: string
  expires_at: Instant
  never_before: string | null
  never_after: string | null
}
