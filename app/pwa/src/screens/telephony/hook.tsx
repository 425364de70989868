// The way in for missed calls: an address and a key for the provider, shown once.
import { useState } from 'preact/hooks'
import { fullDate } from '../../clock'
import { copy } from '../../parts/copy'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import { closeHook, type NewHook, openHook, readTelephony, saidBy, type Telephony } from './calls'

function Secret({ label, value }: { label: string; value: string }) {
  return (
    <div class="hook-line">
      <span>
        <b>{label}</b>
        <code>{value}</code>
      </span>
      <button type="button" class="button small" onClick={() => void copy(value)}>
        {t('phone.act.copy')}
      </button>
    </div>
  )
}

export function Hook({ found, onChange }: { found: Telephony; onChange: (now: Telephony) => void }) {
  const [given, setGiven] = useState<NewHook | null>(null)
  const [asking, setAsking] = useState<'anew' | 'close' | null>(null)
  const open = async (): Promise<void> => {
    try {
      setGiven(await openHook())
      onChange(await readTelephony())
    } catch (error) {
      toast(saidBy(error))
    }
  }
  const close = async (): Promise<void> => {
    try {
      onChange(await closeHook())
      setGiven(null)
    } catch (error) {
      toast(saidBy(error))
    }
  }
  return (
    <section class="block telephony-block" data-hook={found.hook}>
      <h2>{t('phone.telephony.missed')}</h2>
      <p class="sheet-text">{t('phone.telephony.missed_explain')}</p>
      {given && (
        <>
          <Secret label={t('phone.telephony.hook_url')} value={given.url} />
          <Secret label={t('phone.telephony.hook_secret')} value={given.secret} />
          <p class="sheet-text">{t('phone.telephony.hook_once')}</p>
        </>
      )}
      {found.hook && (
        <p class="sheet-text">
          {found.heard_at
            ? t('phone.telephony.heard', { when: fullDate(found.heard_at) })
            : t('phone.telephony.not_heard')}
        </p>
      )}
      <div class="telephony-acts">
        <button
          type="button"
          class={`button ${found.hook ? '' : 'primary'} wide`}
          onClick={() => (found.hook ? setAsking('anew') : void open())}
        >
          {t(found.hook ? 'phone.telephony.hook_anew' : 'phone.telephony.hook_open')}
        </button>
        {found.hook && (
          <button type="button" class="button danger wide" onClick={() => setAsking('close')}>
            {t('phone.telephony.hook_close')}
          </button>
        )}
      </div>
      {asking && (
        <Confirm
          danger
          title={t(asking === 'anew' ? 'phone.telephony.hook_anew' : 'phone.telephony.hook_close')}
          text={t(asking === 'anew' ? 'phone.telephony.hook_anew_more' : 'phone.telephony.hook_close_more')}
          action={t(asking === 'anew' ? 'phone.telephony.hook_anew' : 'phone.telephony.hook_close')}
          onYes={() => void (asking === 'anew' ? open() : close())}
          onClose={() => setAsking(null)}
        />
      )}
    </section>
  )
}
