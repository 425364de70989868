// My devices: where I am signed in, how to get into another one, and what to do about one that is lost.
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../api'
import { clockTime, dayLine, fullDate, minutesSince, now, sameDay, span } from '../../clock'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { Confirm, Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { me } from '../../session'
import { t } from '../../texts'
import type { Instant } from '../../types'
import { BackButton } from '../thread/head'
import {
  type Code,
  dropPasskey,
  endOthers,
  endSession,
  makeCode,
  type OwnSession,
  type Passkey,
  readMine,
  wipeDevice,
} from './calls'
import { useMine } from './mine'
import { able, makePasskey, proved } from './passkeys'

const saidBy = (error: unknown): string => (error instanceof Problem ? error.message : t('phone.cut.now'))
const nameOf = ({ device }: { device: string | null }): string => device ?? t('phone.devices.unnamed')

function at(instant: Instant): string {
  return sameDay(instant, now.value) ? clockTime(instant) : `${dayLine(instant)}, ${clockTime(instant)}`
}

function seen({ seen_at }: OwnSession): string {
  const minutes = minutesSince(seen_at)
  return minutes < 2 ? t('phone.devices.seen_now') : t('phone.devices.seen', { span: span(minutes) })
}

function pushWords({ pushes, shown_at }: OwnSession): string {
  if (!pushes) return t('phone.devices.no_push')
  return shown_at ? t('phone.devices.push_shown', { when: at(shown_at) }) : t('phone.devices.push_unproven')
}

/** What is known of it: when it was used last, and whether the house can reach it. */
function wordsOf(session: OwnSession): string {
  if (session.emptied_at) return t('phone.devices.emptied', { when: at(session.emptied_at) })
  if (session.wiped_at) return t('phone.devices.wipe_waits', { when: at(session.wiped_at) })
  if (session.script) return seen(session)
  return `${session.here ? t('phone.devices.here') : seen(session)} · ${pushWords(session)}`
}

function Device({ session, onAsk }: { session: OwnSession; onAsk: () => void }) {
  const wipe = session.wiped_at ? (session.emptied_at ? 'done' : 'waits') : undefined
  return (
    <div class="setting device" data-here={session.here || undefined} data-wiped={wipe}>
      <span>
        {session.script ? t('phone.devices.program') : nameOf(session)}
        <small>{wordsOf(session)}</small>
      </span>
      {!session.here && !session.wiped_at && (
        <button type="button" class="button small" onClick={onAsk}>
          {t('phone.devices.end')}
        </button>
      )}
    </div>
  )
}

function EndSheet({ session, onDone, onClose }: { session: OwnSession; onDone: () => void; onClose: () => void }) {
  const act = (way: (id: string) => Promise<void>, said: string): void => {
    onClose()
    way(session.id).then(
      () => (toast(said), onDone()),
      (error: unknown) => toast(saidBy(error)),
    )
  }
  return (
    <Sheet title={session.script ? t('phone.devices.program') : nameOf(session)} onClose={onClose}>
      <p class="sheet-text">{t(session.script ? 'phone.devices.end_script' : 'phone.devices.end_more')}</p>
      <div class="sheet-actions">
        <button type="button" class="button primary" onClick={() => act(endSession, t('phone.devices.ended'))}>
          {t('phone.devices.end')}
        </button>
        {!session.script && (
          <button type="button" class="button danger" onClick={() => act((id) => proved(() => wipeDevice(id)), t('phone.devices.wiping'))}>
            {t('phone.devices.wipe')}
          </button>
        )}
        <button type="button" class="button" onClick={onClose}>
          {t('phone.cancel')}
        </button>
      </div>
    </Sheet>
  )
}

function CodeSheet({ code, onClose }: { code: Code; onClose: () => void }) {
  return (
    <Sheet title={t('phone.devices.code')} onClose={onClose}>
      <p class="typed-code">{code.code}</p>
      <p class="sheet-text">{t('phone.devices.code_more', { time: clockTime(code.expires_at) })}</p>
    </Sheet>
  )
}

function KeyRow({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const [asking, setAsking] = useState(false)
  const remove = (): void => {
    proved(() => dropPasskey(passkey.id)).then(onDone, (error: unknown) => toast(saidBy(error)))
  }
  return (
    <div class="setting" data-passkey={passkey.id}>
      <span>
        {nameOf(passkey)}
        <small>
          {t('phone.devices.key_made', { on: fullDate(passkey.made_at) })}
          {passkey.used_at && ` · ${t('phone.devices.key_used', { when: at(passkey.used_at) })}`}
        </small>
      </span>
      <button type="button" class="button small" onClick={() => setAsking(true)}>
        {t('phone.devices.key_remove')}
      </button>
      {asking && (
        <Confirm
          danger
          title={t('phone.devices.key_remove_ask')}
          text={t('phone.devices.key_remove_more')}
          action={t('phone.devices.key_remove')}
          onYes={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

function Keys({ passkeys, onDone }: { passkeys: Passkey[]; onDone: () => void }) {
  const [busy, setBusy] = useState(false)
  const add = async (): Promise<void> => {
    setBusy(true)
    try {
      if (await proved(() => makePasskey(me.value?.person.name ?? 'Okno'))) {
        toast(t('phone.devices.key_added'))
        onDone()
      }
    } catch (error) {
      toast(error instanceof DOMException ? t('phone.devices.key_impossible') : saidBy(error))
    }
    setBusy(false)
  }
  return (
    <Section title={t('phone.devices.keys')}>
      <p class="sheet-text">{t('phone.devices.keys_more')}</p>
      {passkeys.length > 0 && (
        <div class="group settings">
          {passkeys.map((passkey) => (
            <KeyRow key={passkey.id} passkey={passkey} onDone={onDone} />
          ))}
        </div>
      )}
      {able() && (
        <button type="button" class="button wide" disabled={busy} onClick={() => void add()}>
          {t('phone.devices.key_add')}
        </button>
      )}
    </Section>
  )
}

export function Devices() {
  const { mine, failure, look } = useMine(readMine)
  const [ending, setEnding] = useState<OwnSession | null>(null)
  const [code, setCode] = useState<Code | null>(null)
  const [leaving, setLeaving] = useState(false)
  useEffect(look, [me.value]) // the house tells this person's phones when their devices change
  const others = mine?.sessions.some(({ here, wiped_at }) => !here && !wiped_at)
  const failed = (error: unknown): void => toast(saidBy(error))
  const showCode = (): void => void proved(makeCode).then(setCode, failed)
  const leave = (): void => void endOthers().then(() => (toast(t('phone.devices.others_ended')), look()), failed)
  return (
    <div class="page detail" data-screen="devices">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.devices.title')}</h1>
      </header>
      <div class="page-scroll devices">
        {!mine && (failure ? <Quiet title={saidBy(failure)} /> : <Skeleton rows={3} />)}
        {mine && (
          <>
            <div class="group settings">
              {mine.sessions.map((session) => (
                <Device key={session.id} session={session} onAsk={() => setEnding(session)} />
              ))}
            </div>
            {others && (
              <button type="button" class="button wide" onClick={() => setLeaving(true)}>
                {t('phone.devices.end_others')}
              </button>
            )}
            <Section title={t('phone.devices.another')}>
              <p class="sheet-text">{t('phone.devices.another_more')}</p>
              <button type="button" class="button primary wide" onClick={showCode}>
                {t('phone.devices.code_show')}
              </button>
            </Section>
            <Keys passkeys={mine.passkeys} onDone={look} />
          </>
        )}
      </div>
      {ending && <EndSheet session={ending} onDone={look} onClose={() => setEnding(null)} />}
      {code && <CodeSheet code={code} onClose={() => setCode(null)} />}
      {leaving && (
        <Confirm
          title={t('phone.devices.end_others')}
          text={t('phone.devices.end_others_more')}
          action={t('phone.devices.end_others')}
          onYes={leave}
          onClose={() => setLeaving(false)}
        />
      )}
    </div>
  )
}
