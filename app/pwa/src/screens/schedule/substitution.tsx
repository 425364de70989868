// Looking after a colleague's clients for some days: asked for, and what is agreed.
import { useState } from 'preact/hooks'
import { dateField, now, shortDate } from '../../clock'
import { Field } from '../../parts/field'
import { Icon } from '../../parts/icon'
import { isMe } from '../../parts/names'
import { Section } from '../../parts/page'
import { Confirm, Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import type { Named } from '../../types'
import { saidBy } from '../me/standardform'
import { endSubstitution, offerSubstitution, type Asked, type Substitution } from './calls'
import type { Run } from './pair'

// The end is midnight after the last day: the day itself is what people know.
const lastDay = (until: string): string => shortDate(Date.parse(until) - 60_000)

export const timesSaid = (of: { from_at: string; until_at: string }): string =>
  t('phone.substitution.times', { from: shortDate(of.from_at), until: lastDay(of.until_at) })

export function offerSaid({ by, person, owner, from_at, until_at }: Asked): string {
  const args = { name: person.name, owner: owner?.name ?? '', by: by.name, times: timesSaid({ from_at: from_at!, until_at: until_at! }) }
  if (isMe(person)) return t(owner?.id === by.id ? 'phone.substitution.asks' : 'phone.substitution.asks_for', args)
  return t(isMe(owner) ? 'phone.substitution.asked' : 'phone.substitution.asked_for', args)
}

interface OfferProps {
  owners: readonly Named[]
  helpers: readonly Named[]
  first: Named | null
  onDone: () => Promise<unknown>
  onClose: () => void
}

function Choice({ label, from, chosen, onChoose }: { label: string; from: readonly Named[]; chosen: string; onChoose: (id: string) => void }) {
  return (
    <div class="field" role="group" aria-label={label}>
      <span class="field-label">{label}</span>
      <div class="choices">
        {from.map((one) => (
          <button key={one.id} type="button" aria-pressed={one.id === chosen} onClick={() => onChoose(one.id)}>
            {one.name}
          </button>
        ))}
      </div>
    </div>
  )
}

/** The pair is chosen already: the usual case is two taps and the days. */
export function OfferSheet({ owners, helpers, first, onDone, onClose }: OfferProps) {
  const tomorrow = dateField(now.value + 86_400_000)
  const [owner, setOwner] = useState(owners[0]?.id ?? '')
  const [asked, setPerson] = useState(first?.id ?? '')
  const [from, setFrom] = useState(tomorrow)
  const [until, setUntil] = useState(tomorrow)
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const free = helpers.filter((one) => one.id !== owner)
  const person = free.some((one) => one.id === asked) ? asked : (free[0]?.id ?? '')
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await offerSubstitution(person, from, until, owner || null)
      onClose()
      await onDone()
    } catch (error) {
      setRefusal(saidBy(error))
      setBusy(false)
    }
  }
  return (
    <Sheet title={t('phone.substitution.offer')} onClose={onClose}>
      <form class="form" onSubmit={(event) => void ask(event)}>
        {owners.length > 0 && (
          <Choice label={t('phone.substitution.whose')} from={owners} chosen={owner} onChoose={setOwner} />
        )}
        <Choice label={t('phone.substitution.who')} from={free} chosen={person} onChoose={setPerson} />
        <div class="field-pair">
          <Field label={t('phone.schedule.first_day')} type="date" value={from} onInput={setFrom} required />
          <Field label={t('phone.schedule.last_day')} type="date" value={until} onInput={setUntil} required />
        </div>
        <p class="sheet-text">{t('phone.substitution.explain')}</p>
        {refusal && (
          <p class="refusal" role="alert">
            {refusal}
          </p>
        )}
        <button type="submit" class="button primary wide" disabled={!person || busy}>
          {t('phone.substitution.ask')}
        </button>
      </form>
    </Sheet>
  )
}

interface StandingProps {
  agreed: readonly Substitution[]
  run: Run
  onOffer: (() => void) | null
}

function agreedSaid({ owner, person }: Substitution): string {
  if (isMe(person)) return t('phone.substitution.mine', { owner: owner.name })
  return t(isMe(owner) ? 'phone.substitution.by' : 'phone.substitution.between', { owner: owner.name, name: person.name })
}

/** What is agreed and not over, each with the way to end it. */
export function Substitutions({ agreed, run, onOffer }: StandingProps) {
  const [ending, setEnding] = useState<Substitution | null>(null)
  return (
    <Section title={t('phone.substitution.title')}>
      <div class="group" data-substitutions={agreed.length}>
        {agreed.map((one) => (
          <div key={one.id} class="setting" data-substitution={one.id}>
            <span>
              {agreedSaid(one)}
              <small>{timesSaid(one)}</small>
            </span>
            <button type="button" class="button small" onClick={() => setEnding(one)}>
              {t('phone.substitution.end')}
            </button>
          </div>
        ))}
        {onOffer && (
          <button type="button" class="day-row" onClick={onOffer}>
            <Icon name="clients" size={20} />
            <span>{t('phone.substitution.offer')}</span>
            <Icon name="forward" size={16} />
          </button>
        )}
      </div>
      {ending && (
        <Confirm
          title={t('phone.substitution.end_title')}
          text={t('phone.substitution.end_more')}
          action={t('phone.substitution.end')}
          onYes={() => void run(() => endSubstitution(ending.id))}
          onClose={() => setEnding(null)}
        />
      )}
    </Section>
  )
}
