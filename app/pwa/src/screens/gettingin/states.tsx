// A client's step on the way in, in words.
import { rowTime } from '../../clock'
import { known, t } from '../../texts'
import type { Guest } from './standings'

export function stepWords({ state, standing }: Guest): string {
  const at = standing && standing.state === state && standing.at ? rowTime(standing.at) : ''
  if (state === 'blocked')
    return known(`phone.getting_in.because.${standing?.reason}`) ?? t('phone.getting_in.state.blocked')
  const words = t(`phone.getting_in.state.${state}`)
  return at && state !== 'connected' ? `${words} · ${at}` : words
}

/** What a manager should know before inviting again. */
export function Caution({ guest }: { guest: Guest }) {
  const { standing, state } = guest
  const refusal = state === 'refused' && standing?.by && standing.at
  return (
    <>
      {standing?.other_card_at && state !== 'connected' && (
        <p class="guest-caution" role="note">
          {t('phone.getting_in.other_card', { at: rowTime(standing.other_card_at) })}
        </p>
      )}
      {refusal && (
        <p class="guest-caution" role="note">
          {t('phone.getting_in.refused_by', { person: standing.by!.name, at: rowTime(standing.at!) })}
        </p>
      )}
    </>
  )
}
