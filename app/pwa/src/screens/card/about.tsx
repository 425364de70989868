// How this client is called and reached, and what they agreed to; behind each line, who changed it and when.
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { fullDate, now, placeOf, timeIn } from '../../clock'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { hoursOf, plainPhone, telephone } from '../../parts/names'
import { me } from '../../session'
import { capital, known, t } from '../../texts'
import type { Card, Label } from '../../types'
import { HistoryLink } from './historylink'
import { mayShare, shareCard } from './sharing'

const Contacts = later(() => import('./contacts').then((it) => it.Contacts))
const OwnChat = later(() => import('./ownchat').then((it) => it.OwnChat))
const Windows = later(() => import('./windows').then((it) => it.Windows))
const Consents = later(() => import('./consents').then((it) => it.Consents))

interface FactProps {
  card: Card
  name: string
  field?: string
  onEdit?: () => void
  children: ComponentChildren
}

function Fact({ card, name, field, onEdit, children }: FactProps) {
  return (
    <div class="fact-row">
      <dt>{name}</dt>
      <dd>{children}</dd>
      <dd class="fact-acts">
        {onEdit && (
          <button type="button" class="round" aria-label={t('phone.card.change_of', { field: name })} onClick={onEdit}>
            <Icon name="edit" size={20} />
          </button>
        )}
        {field && <HistoryLink card={card} field={field} small />}
      </dd>
    </div>
  )
}

const shared = (label: Label): string => (label === 'own' ? '' : ` · ${t(`phone.label.${label}`)}`)

function Reached({ card }: { card: Card }) {
  if (card.phones.length + card.emails.length === 0) return <span>{t('phone.card.no_phone')}</span>
  return (
    <>
      {card.phones.map(({ id, phone, label }) => (
        <a key={id} href={telephone(phone)}>
          {plainPhone(phone)}
          <span>{shared(label)}</span>
        </a>
      ))}
      {card.emails.map(({ id, email, label }) => (
        <a key={id} href={`mailto:${email}`}>
          {email}
          <span>{shared(label)}</span>
        </a>
      ))}
    </>
  )
}

function Agreed({ card }: { card: Card }) {
  if (card.consents.length === 0) return <span>{t('phone.card.no_consents')}</span>
  return (
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
  )
}

export function About({ card, mine }: { card: Card; mine: boolean }) {
  const [open, setOpen] = useState<'contacts' | 'consents' | 'own' | 'windows' | null>(null)
  const close = (): void => setOpen(null)
  return (
    <section class="block about">
      <h2>{t('phone.card.about')}</h2>
      <dl>
        <Fact card={card} name={t('phone.field.address_form')} field="address_form">
          {card.address_form}
        </Fact>
        <Fact card={card} name={t('phone.field.name')} field="name">
          {card.name}
        </Fact>
        <Fact
          card={card}
          name={t('phone.field.contacts')}
          field="contacts"
          onEdit={mine ? () => setOpen('contacts') : undefined}
        >
          <Reached card={card} />
        </Fact>
        <Fact card={card} name={t('phone.card.channels')}>
          {card.channels.length
            ? card.channels.map((channel) => (
                <span key={channel.id}>
                  {known(`phone.channel.${channel.kind}`) ?? channel.kind}
                  {!channel.reachable && ` · ${t('phone.card.unreachable')}`}
                </span>
              ))
            : t('phone.clients.not_connected')}
          {mine && card.channels.some(({ kind }) => kind === 'web') && (
            <button type="button" class="button small" onClick={() => setOpen('windows')}>
              {t('phone.windows.title')}
            </button>
          )}
          {mine && me.value?.person.role === 'manager' && (
            <button type="button" class="button small" onClick={() => setOpen('own')}>
              {t('phone.own.title')}
            </button>
          )}
        </Fact>
        <Fact card={card} name={t('phone.field.hours')} field="hours">
          <span>{capital(hoursOf(card) ?? t('phone.card.any_hour'))}</span>
          {card.time_zone && (
            <span>{t('phone.card.zone_now', { place: placeOf(card.time_zone), time: timeIn(card.time_zone, now.value) })}</span>
          )}
        </Fact>
        <Fact card={card} name={t('phone.field.language')} field="language">
          {known(`phone.language.${card.language}`) ?? card.language}
        </Fact>
        <Fact
          card={card}
          name={t('phone.card.consents')}
          field="consents"
          onEdit={mine ? () => setOpen('consents') : undefined}
        >
          <Agreed card={card} />
        </Fact>
      </dl>
      {mine && mayShare() && (
        <button type="button" class="button wide" onClick={() => void shareCard(card)}>
          {t('phone.card.share')}
        </button>
      )}
      {open === 'contacts' && <Contacts card={card} onClose={close} />}
      {open === 'own' && <OwnChat card={card} onClose={close} />}
      {open === 'windows' && <Windows card={card} onClose={close} />}
      {open === 'consents' && <Consents card={card} onClose={close} />}
    </section>
  )
}
