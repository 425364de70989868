// The banner of an open visit: for whoever received the client, and for the owner who wants to know.
import { useEffect } from 'preact/hooks'
import { byWhen, now } from '../../clock'
import { Problem, Unreachable } from '../../api'
import { Icon } from '../../parts/icon'
import { openLog } from '../../parts/logging'
import { isMe, shortName } from '../../parts/names'
import { toast } from '../../parts/toast'
import { back } from '../../router'
import { finishVisit } from '../../sync/cards'
import { setCard } from '../../sync/store'
import { t } from '../../texts'
import type { Card, Reception } from '../../types'

function Mine({ card, visit }: { card: Card; visit: Reception }) {
  const owner = shortName(card.owner)
  const over = Date.parse(visit.until_at) <= now.value
  useEffect(() => {
    if (over) setCard(card.id, { card: null, timeline: [], state: 'hidden' })
  }, [over])
  const finish = async (): Promise<void> => {
    try {
      await finishVisit(visit.id)
    } catch (error) {
      if (error instanceof Problem || error instanceof Unreachable) return toast(t('phone.desk.no_line'))
      throw error
    }
    setCard(card.id, { card: null, timeline: [], state: 'hidden' })
    toast(t('phone.visit.finished', { owner }))
    back()
  }
  return (
    <div class="visit" data-visit="mine" role="note">
      <p>
        <Icon name="pin" size={20} />
        <span>
          {t('phone.visit.mine', { owner, until: byWhen(visit.until_at) })}
          <small>{t('phone.visit.mine_more', { owner })}</small>
        </span>
      </p>
      <div class="visit-acts">
        <button type="button" class="button" onClick={() => openLog(card.id)}>
          {t('phone.visit.note', { owner })}
        </button>
        <button type="button" class="button" onClick={() => void finish()}>
          {t('phone.visit.finish')}
        </button>
      </div>
    </div>
  )
}

function Others({ visit }: { visit: Reception }) {
  if (Date.parse(visit.until_at) <= now.value) return null
  const why = visit.words ?? t(`phone.visit.why.${visit.reason}`)
  return (
    <div class="visit" data-visit="others" role="note">
      <p>
        <Icon name="pin" size={20} />
        <span>
          {t('phone.visit.others', { person: visit.person.name, at: byWhen(visit.at) })}
          <small>{t('phone.visit.others_more', { why, until: byWhen(visit.until_at) })}</small>
        </span>
      </p>
    </div>
  )
}

export function Visits({ card }: { card: Card }) {
  return (
    <>
      {card.receptions.map((visit) =>
        isMe(visit.person) ? <Mine key={visit.id} card={card} visit={visit} /> : <Others key={visit.id} visit={visit} />,
      )}
    </>
  )
}
