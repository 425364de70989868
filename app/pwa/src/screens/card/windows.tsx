// The browsers in which a client reads their talk: when each was used last, and the end of one that was lost.
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { fullDate, rowTime } from '../../clock'
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
    </Sheet>
  )
}
