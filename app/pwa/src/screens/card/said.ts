// The value of a card's field in words, as the sheets, the choices and the histories show it.
import { byWhen, fullDate, placeOf } from '../../clock'
import { plainPhone } from '../../parts/names'
import { known, t } from '../../texts'

const hour = (time: string): string => time.slice(0, 5).replace(/^0/, '')

/** "family +79120001122" as history keeps it: the number, and whose it is unless it is their own. */
function contactSaid(kept: string): string {
  const cut = kept.indexOf(' ')
  const [label, value] = [kept.slice(0, cut), kept.slice(cut + 1)]
  const whose = label === 'own' ? '' : ` · ${t(`phone.label.${label}`)}`
  return plainPhone(value) + whose
}

export function said(field: string, value: unknown): string {
  if (field.startsWith('consents.'))
    return value === null ? t('phone.card.not_asked') : t(String(value) === 'true' ? 'phone.card.yes' : 'phone.card.no')
  if (value === null || value === undefined || value === '') return t('phone.card.nothing_there')
  const text = String(value)
  if (field === 'never_before' || field === 'never_after') return hour(text)
  if (field === 'language') return known(`phone.language.${text}`) ?? text
  if (field === 'time_zone') return placeOf(text)
  if (field === 'next_step_at') return byWhen(text)
  return field === 'contacts' ? contactSaid(text) : text
}

export const nameOf = (field: string): string =>
  known(field.startsWith('consents.') ? `phone.purpose.${field.slice(9)}` : `phone.field.${field}`) ?? field

/** "Вера Орлова, 14:02": who, and when. */
export const bySaid = (person: string | null, at: string | null): string =>
  [person, at && (Date.now() - Date.parse(at) < 5 * 86_400_000 ? byWhen(at) : fullDate(at))].filter(Boolean).join(', ')
