// My own account in the messenger: where the house writes to me when no notification shows.
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { uuid7 } from '../../ids'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Instant } from '../../types'

interface Mine {
  bot: string | null
  linked_at: Instant | null
  shown_name: string | null
  reached: boolean
}

const address = '/api/me/messenger'
const lookEvery = 3_000
const say = (error: unknown): void => toast(error instanceof Problem ? error.message : t('phone.cut.now'))

function words(mine: Mine, waits: boolean): string {
  if (mine.linked_at && mine.reached && !waits)
    return mine.shown_name
      ? t('phone.messenger.linked', { name: mine.shown_name })
      : t('phone.messenger.linked_plain')
  if (waits) return t('phone.messenger.waits')
  if (!mine.bot) return t('phone.messenger.no_bot')
  return t(mine.linked_at ? 'phone.messenger.blocked' : 'phone.messenger.off')
}

/** What the house knows, asked again while a link is open, and when the person comes back from the messenger. */
function useMine(waits: boolean) {
  const [mine, setMine] = useState<Mine | null>(null)
  const look = async (): Promise<void> => setMine(await ask<Mine>(address))
  useEffect(() => {
    const again = (): void => {
      if (!document.hidden) void look().catch(() => {})
    }
    again()
    document.addEventListener('visibilitychange', again)
    const timer = waits ? setInterval(again, lookEvery) : undefined
    return () => {
      document.removeEventListener('visibilitychange', again)
      clearInterval(timer)
    }
  }, [waits])
  return { mine, look }
}

export function Messenger() {
  const [link, setLink] = useState<string | null>(null)
  const before = useRef<Instant | null>(null)
  const { mine, look } = useMine(link !== null)
  useEffect(() => {
    if (link && mine?.linked_at && mine.linked_at !== before.current) setLink(null)
  }, [mine, link])
  if (!mine) return null
  const begin = async (): Promise<void> => {
    before.current = mine.linked_at
    try {
      setLink((await ask<{ url: string }>(`${address}/links`, { method: 'POST', json: { id: uuid7() } })).url)
    } catch (error) {
      say(error)
    }
  }
  const end = async (): Promise<void> => {
    try {
      await ask(address, { method: 'DELETE' })
      toast(t('phone.messenger.unlinked'))
      await look()
    } catch (error) {
      say(error)
    }
  }
  const stands = mine.linked_at !== null && mine.reached
  return (
    <>
      <div class="setting" data-messenger={link ? 'waits' : stands ? 'linked' : 'off'}>
        <span>
          {t('phone.messenger.title')}
          <small role="status">{words(mine, link !== null)}</small>
        </span>
        {link ? (
          <a class="button small" href={link} target="_blank" rel="noreferrer">
            {t('phone.messenger.open')}
          </a>
        ) : (
          mine.bot &&
          !stands && (
            <button type="button" class="button small" onClick={() => void begin()}>
              {t('phone.messenger.link')}
            </button>
          )
        )}
      </div>
      {mine.linked_at && !link && (
        <button type="button" class="setting quiet" onClick={() => void end()}>
          {t('phone.messenger.unlink')}
        </button>
      )}
    </>
  )
}
