// How this client wishes to be reached, and what they agreed to.
import { fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { hoursOf, plainPhone, telephone } from '../../parts/names'
import { capital, known, t } from '../../texts'
import type { Card } from '../../types'

function Consents({ card }: { card: Card }) {
  if (card.consents.length === 0) return <dd>{t('phone.card.no_consents')}</dd>
  return (
    <dd>
      <ul class="consents">
        {card.consents.map((consent) => (
          <li key={consent.purpose} data-given={consent.given}>
            <Icon name={consent.given ? 'check' : 'close'} size={18} />
            <span>
              {known(`phone.purpose.${consent.purpose}`) ?? consent.purpose}:{' '}
              {t(consent.given ? 'phone.card.given' : 'phone.card.refused', { date: fullDate(consent.at) })}
            </span>
          </li>
        ))}
      </ul>
    </dd>
  )
}

export function About({ card }: { card: Card }) {
  return (
    <section class="block about">
      <h2>{t('phone.card.about')}</h2>
      <dl>
        {card.phones.length > 0 && (
          <>
            <dt>{t('phone.card.phones', { n: card.phones.length })}</dt>
            <dd>
              {card.phones.map(({ id, phone }) => (
                <a key={id} href={telephone(phone)}>
                  {plainPhone(phone)}
                </a>
              ))}
            </dd>
          </>
        )}
        <dt>{t('phone.card.channels')}</dt>
        <dd>
          {card.channels.length
            ? card.channels.map((channel) => (
                <span key={channel.id}>
                  {known(`phone.channel.${channel.kind}`) ?? channel.kind}
                  {!channel.reachable && ` · ${t('phone.card.unreachable')}`}
                </span>
              ))
            : t('phone.clients.not_connected')}
        </dd>
        <dt>{t('phone.card.hours')}</dt>
        <dd>{capital(hoursOf(card) ?? t('phone.card.any_hour'))}</dd>
        <dt>{t('phone.card.consents')}</dt>
        <Consents card={card} />
      </dl>
    </section>
  )
}
