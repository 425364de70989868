// The ceremony: the client's code over the whole screen, kept awake, until they are here.
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../parts/icon'
import { addressed } from '../../parts/names'
import { shareInvitation } from '../../sync/mutations'
import { t } from '../../texts'
import type { Guest } from './standings'
import type { Invited } from './types'

// A lock is lost when the page is hidden, and not every platform has one.
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null
    let over = false
    const hold = (): void => {
      if (document.hidden || !('wakeLock' in navigator)) return
      navigator.wakeLock.request('screen').then(
        (held) => {
          if (over) void held.release()
          else lock = held
        },
        () => {},
      )
    }
    hold()
    document.addEventListener('visibilitychange', hold)
    return () => {
      over = true
      document.removeEventListener('visibilitychange', hold)
      void lock?.release().catch(() => {})
    }
  }, [])
}

export function Code({ guest, invited, onClose }: { guest: Guest; invited: Invited; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { line } = guest
  useAwake()
  useEffect(() => {
    const shown = dialog.current!
    if (!shown.open) shown.showModal()
    void shareInvitation(line.id, invited.id, 'qr')
    return () => shown.close()
  }, [])
  return (
    <dialog ref={dialog} class="code" aria-label={t('phone.getting_in.code')} onCancel={onClose}>
      <button type="button" class="round" aria-label={t('phone.close')} onClick={onClose}>
        <Icon name="close" size={24} />
      </button>
      <h2>{addressed(line)}</h2>
      <img src={`/api/clients/${line.id}/invitations/${invited.id}/qr.svg`} alt={t('phone.getting_in.code_alt')} />
      <p>{t(invited.telegram ? 'phone.getting_in.scan' : 'phone.getting_in.scan_web')}</p>
      <p class="code-waits" role="status">
        {t(`phone.getting_in.code_state.${guest.state === 'opened' ? 'opened' : 'waits'}`)}
      </p>
    </dialog>
  )
}
