// With whom I am a pair, and what colleagues ask of each other.
import { useState } from 'preact/hooks'
import { shortDate } from '../../clock'
import { Confirm } from '../../parts/sheet'
import { isMe, shortName } from '../../parts/names'
import { Section } from '../../parts/page'
import { t } from '../../texts'
import type { Named } from '../../types'
import { answer, endPair, noon, offerPair, spansSaid, takeBack, type Asked, type Schedule } from './calls'
import { offerSaid } from './substitution'

export type Run = (act: () => Promise<unknown>) => Promise<void>

function asks(asked: Asked): string {
  const { kind, by, person, days, give } = asked
  const who = { name: shortName(isMe(by) ? person : by) }
  if (asked.kind === 'substitution') return offerSaid(asked)
  if (kind === 'pair') return t(isMe(by) ? 'phone.schedule.pair_asked' : 'phone.schedule.pair_asks', who)
  const said = days.map((day) => `${shortDate(noon(day.on))}: ${spansSaid(day.spans)}`).join('; ')
  const back = give.map((day) => `${shortDate(noon(day.on))}: ${spansSaid(day.spans)}`).join('; ')
  const words = t(isMe(by) ? 'phone.schedule.days_asked' : 'phone.schedule.days_ask', { ...who, days: said })
  return back && !isMe(by) ? `${words} ${t('phone.schedule.gives', { ...who, days: back })}` : words
}

export function Requests({ requests, run }: { requests: Asked[]; run: Run }) {
  if (requests.length === 0) return null
  return (
    <Section title={t('phone.schedule.requests')}>
      <div class="group">
        {requests.map((one) => (
          <div key={one.id} class="asked" data-request={one.kind}>
            <p>{asks(one)}</p>
            {isMe(one.person) && (
              <>
                <button type="button" class="button small primary" onClick={() => void run(() => answer(one.id, true))}>
                  {t('phone.schedule.yes')}
                </button>
                <button type="button" class="button small" onClick={() => void run(() => answer(one.id, false))}>
                  {t('phone.schedule.no')}
                </button>
              </>
            )}
            {isMe(one.by) && (
              <button type="button" class="button small" onClick={() => void run(() => takeBack(one.id))}>
                {t('phone.schedule.take_back')}
              </button>
            )}
          </div>
        ))}
      </div>
    </Section>
  )
}

export function Pair({ schedule, run }: { schedule: Schedule; run: Run }) {
  const [parting, setParting] = useState(false)
  const offered = new Set(schedule.requests.filter((one) => one.kind === 'pair').map((one) => one.person.id))
  const free = schedule.colleagues.filter((one) => !offered.has(one.id))
  const offer = (one: Named) => (
    <div key={one.id} class="setting">
      <span>{one.name}</span>
      <button type="button" class="button small" onClick={() => void run(() => offerPair(one.id))}>
        {t('phone.schedule.offer')}
      </button>
    </div>
  )
  return (
    <Section title={t('phone.schedule.pair')}>
      <div class="group" data-pair={schedule.pair ? 'made' : 'none'}>
        {schedule.pair ? (
          <div class="setting">
            <span>
              {schedule.pair.name}
              <small>{t('phone.schedule.pair_explain')}</small>
            </span>
            <button type="button" class="button small" onClick={() => setParting(true)}>
              {t('phone.schedule.part')}
            </button>
          </div>
        ) : free.length ? (
          free.map(offer)
        ) : (
          <p class="setting">{t('phone.schedule.no_pair')}</p>
        )}
      </div>
      {parting && (
        <Confirm
          title={t('phone.schedule.part')}
          text={t('phone.schedule.part_more')}
          action={t('phone.schedule.part')}
          onYes={() => void run(endPair)}
          onClose={() => setParting(false)}
        />
      )}
    </Section>
  )
}
