// Before there is a session: the way in, and an honest word when the server cannot be reached.
import { useState } from 'preact/hooks'
import { Mark } from '../../parts/page'
import { outdated, Problem } from '../../api'
import { renew } from '../../parts/update'
import { unheard } from '../../left'
import { signIn } from '../../entering'
import { emptied, start } from '../../session'
import { diskLate } from '../../sync/replica'
import { spoken, t } from '../../texts'

export function SignIn() {
  const [pasted, setPasted] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const trying = async (way: () => Promise<boolean>): Promise<void> => {
    setBusy(true)
    setRefusal(null)
    try {
      if (!(await way())) setRefusal(t('phone.signin.stale'))
    } catch (error) {
      setRefusal(error instanceof Problem ? (error.body.errors?.[0]?.message ?? error.message) : t('phone.cut.now'))
    }
    setBusy(false)
  }
  const enter = (event: Event): void => {
    event.preventDefault()
    void trying(() => signIn(pasted))
  }
  const prove = (): void => void trying(() => import('../devices/passkeys').then((it) => it.signInByPasskey()))
  return (
    <main class="door" data-screen="signin">
      <div class="door-body">
        <Mark size={72} />
        <h1>{t('phone.signin.title')}</h1>
        <p>{t('phone.signin.text')}</p>
        <form class="form" onSubmit={enter}>
          {unheard.value && (
            <p class="refusal" role="status" data-unheard>
              {t('phone.signin.unheard')}
            </p>
          )}
          {emptied.value === 'wiped' && (
            <p class="refusal" role="status" data-emptied>
              {t('phone.signin.wiped')}
            </p>
          )}
          <div class="field">
            <label for="link">{t('phone.signin.field')}</label>
            <input
              id="link"
              type="text"
              inputMode="url"
              autocomplete="one-time-code"
              autocapitalize="off"
              spellcheck={false}
              value={pasted}
              placeholder={t('phone.signin.hint')}
              onInput={(event) => setPasted(event.currentTarget.value)}
            />
          </div>
          {refusal && (
            <p class="refusal" role="alert">
              {refusal}
            </p>
          )}
          <button type="submit" class="button primary wide" disabled={busy || !pasted.trim()}>
            {t('phone.signin.enter')}
          </button>
          {'PublicKeyCredential' in window && (
            <button type="button" class="button wide" disabled={busy} onClick={prove}>
              {t('phone.signin.passkey')}
            </button>
          )}
        </form>
      </div>
    </main>
  )
}

export function Unreachable() {
  // Without a server and before the first visit there are no texts either: both languages, once, here.
  const title = spoken() ? t('phone.door.unreachable') : 'Нет связи с сервером · No connection'
  const why = emptied.value === 'old' ? 'phone.door.old' : 'phone.door.unreachable_more'
  return (
    <main class="door" data-screen="unreachable">
      <div class="door-body">
        <Mark size={72} />
        <h1>{title}</h1>
        {spoken() && <p>{t(why)}</p>}
        {spoken() && diskLate.value && <p>{t('phone.disk_late')}</p>}
        <button type="button" class="button primary wide" onClick={() => void (outdated.value ? renew() : start())}>
          {spoken() ? t(outdated.value ? 'phone.update.take' : 'phone.door.again') : '↻'}
        </button>
      </div>
    </main>
  )
}

export function Starting() {
  return (
    <main class="door" data-screen="starting" aria-busy="true">
      <div class="door-body">
        <Mark size={72} />
      </div>
    </main>
  )
}
