// The browsers in which a client reads their talk: when each was used last, and the end of one that was lost.
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { clockTime, fullDate, now, rowTime } from '../../clock'
import { uuid7 } from '../../ids'
import { plainPhone } from '../../parts/names'
import { Quiet, Skeleton } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Card, Id, Instant } from '../../types'

interface Device {
  id: Id
  opened_at: Instant
  seen_at: Instant
  pushes: boolean
}

/** By a code read out on the phone, whoever looks through a window shows that the number is theirs. */
function Numbers({ card, say }: { card: Card; say: (error: unknown) => void }) {
  const [shown, setShown] = useState<{ phone: Id; code: string; until: Instant } | null>(null)
  const show = async (phone: Id): Promise<void> => {
    try {
      const path = `/api/clients/${card.id}/contacts/${phone}/code`
      const read = await ask<{ code: string; until: Instant }>(path, { method: 'POST', json: { id: uuid7() } })
      setShown({ phone, ...read })
    } catch (error) {
      say(error)
    }
  }
  const good = (phone: Id): boolean => shown?.phone === phone && Date.parse(shown.until) > now.value
  const fate = (phone: Id, proved: boolean): string => {
    if (proved) return t('phone.windows.proved')
    return good(phone)
      ? t('phone.windows.code', { until: clockTime(shown!.until) })
      : t('phone.windows.not_proved')
  }
  const own = card.phones.filter(({ label }) => label === 'own')
  if (!own.length) return null
  return (
    <>
      <h3>{t('phone.windows.numbers')}</h3>
      <p class="sheet-text">{t('phone.windows.prove_explain')}</p>
      <div class="group settings">
        {own.map(({ id, phone, verified_at }) => (
          <div key={id} class="setting" data-number={id}>
            <span>
              {plainPhone(phone)}
              <small role="status">{fate(id, verified_at !== null)}</small>
            </span>
            {!verified_at && good(id) && (
              <strong data-code>
                {shown!.code.slice(0, 3)} {shown!.code.slice(3)}
              </strong>
            )}
            {!verified_at && !good(id) && (
              <button type="button" class="button small" onClick={() => void show(id)}>
                {t('phone.windows.show_code')}
              </button>
            )}
          </div>
        ))}
      </div>
    </>
  )
}

export function Windows({ card, onClose }: { card: Card; onClose: () => void }) {
  const [found, setFound] = useState<Device[] | null>(null)
  const path = `/api/clients/${card.id}/windows`
  const say = (error: unknown): void => toast(error instanceof Problem ? error.message : t('phone.cut.now'))
  const look = async (): Promise<void> => setFound((await ask<{ windows: Device[] }>(path)).windows)
  useEffect(() => {
    void look().catch(say)
  }, [])
  const end = async (id: Id): Promise<void> => {
    try {
      await ask(`${path}/${id}`, { method: 'DELETE' })
      toast(t('phone.windows.ended'))
    } catch (error) {
      say(error)
    }
    await look().catch(say)
  }
  return (
    <Sheet title={t('phone.windows.title')} onClose={onClose}>
      <p class="sheet-text">{t('phone.windows.explain')}</p>
      {!found && <Skeleton rows={2} />}
      {found?.length === 0 && <Quiet title={t('phone.windows.none')} />}
      <div class="group settings">
        {found?.map((device) => (
          <div key={device.id} class="setting" data-window={device.id}>
            <span>
              {t('phone.windows.seen', { at: rowTime(device.seen_at) })}
              <small>
                {t('phone.windows.opened', { on: fullDate(device.opened_at) })}
                {device.pushes && ` · ${t('phone.windows.pushes')}`}
              </small>
            </span>
            <button type="button" class="button small danger-text" onClick={() => void end(device.id)}>
              {t('phone.windows.end')}
            </button>
          </div>
        ))}
      </div>
      {found && found.length > 0 && <Numbers card={card} say={say} />}
    </Sheet>
  )
}
