// One client's invitation: the words, the link, and the ways to send it. Sent, the next client stands here.
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../api'
import { announce } from '../../parts/announce'
import { Avatar } from '../../parts/avatar'
import { Icon, type IconName } from '../../parts/icon'
import { addressed, carLine, hoursOf, plainPhone } from '../../parts/names'
import { Segments } from '../../parts/segments'
import { toast } from '../../parts/toast'
import { go } from '../../router'
import { refuseInvitation, shareInvitation, unrefuseInvitation, unshareInvitation } from '../../sync/mutations'
import { capital, t } from '../../texts'
import type { Id } from '../../types'
import { Code } from './code'
import { bot, following, forgetInvitation, grouped, invitationOf, type Guest } from './standings'
import { Caution, stepWords } from './states'
import type { Invited } from './types'
import { preferred, send, waysFor, type Way } from './ways'

const ahead = 3 // links fetched before they are needed: a share sheet opens only straight after the tap
const icons: Record<Way, IconName> = { sms: 'inbox', telegram: 'telegram', share: 'out', copy: 'copy' }
const linkKind = 'okno.invite.link'

function useInvitation(client: Id): { invited: Invited | null; trouble: string | null; again: () => void } {
  const [invited, setInvited] = useState<Invited | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  useEffect(() => {
    let live = true
    setTrouble(null)
    invitationOf(client).then(
      (found) => {
        if (live) setInvited(found)
        let next: Id | null = client
        for (let n = 0; n < ahead && next; n++) {
          next = following(next)
          if (next && next !== client) void invitationOf(next).catch(() => {})
        }
      },
      (error: unknown) => {
        if (live) setTrouble(error instanceof Problem ? error.message : t('phone.getting_in.cut'))
      },
    )
    return () => {
      live = false
    }
  }, [client, tries])
  const again = (): void => setTries((n) => n + 1)
  useEffect(() => {
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [])
  return { invited, trouble, again }
}

function onward(from: Id): void {
  const next = following(from)
  go(next ? `/getting-in/${next}` : '/getting-in', true)
}

function Who({ guest }: { guest: Guest }) {
  const { line } = guest
  const phone = line.phones[0]
  return (
    <a class="guest-who" href={`/clients/${line.id}`}>
      <Avatar id={line.id} name={addressed(line)} size="large" />
      <span class="guest-facts">
        <b>{addressed(line)}</b>
        <span>{[line.name, carLine(line), phone && plainPhone(phone)].filter(Boolean).join(' · ')}</span>
        <span class="guest-step" data-step={guest.state} role="status">
          {stepWords(guest)}
        </span>
      </span>
    </a>
  )
}

function Connected({ guest }: { guest: Guest }) {
  const { line, standing } = guest
  const words = t('phone.getting_in.here', { form: addressed(line) })
  useEffect(() => announce(words), [])
  return (
    <div class="guest-here">
      <Icon name="delivered" size={64} />
      <h2>{words}</h2>
      {standing?.seen_as && <p>{t('phone.getting_in.seen_as', { name: standing.seen_as })}</p>}
      <p>{t('phone.getting_in.first_words')}</p>
      {line.thread_id && (
        <a class="button primary" href={`/threads/${line.thread_id}`}>
          {t('phone.getting_in.write')}
        </a>
      )}
      <button type="button" class="button" onClick={() => onward(line.id)}>
        {t('phone.getting_in.next')}
      </button>
    </div>
  )
}

function useLink(invited: Invited | null): { link: string; kind: 'telegram' | 'web'; choose: (kind: string) => void } {
  const [chosen, setChosen] = useState(localStorage.getItem(linkKind) ?? 'telegram')
  const kind = chosen === 'web' || !invited?.telegram ? 'web' : 'telegram'
  const choose = (wanted: string): void => {
    localStorage.setItem(linkKind, wanted)
    setChosen(wanted)
  }
  return { link: (kind === 'telegram' && invited?.telegram) || invited?.web || '', kind, choose }
}

function Words({ invited, text, onText }: { invited: Invited; text: string; onText: (text: string) => void }) {
  const hours = hoursOf(invited)
  return (
    <>
      {hours && (
        <p class="guest-caution" role="note">
          {capital(hours)}
        </p>
      )}
      <textarea
        class="guest-words"
        aria-label={t('phone.getting_in.words')}
        value={text}
        rows={6}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </>
  )
}

function Ways({ phone, busy, onSend }: { phone: string | undefined; busy: boolean; onSend: (way: Way) => void }) {
  const ways = waysFor(phone)
  const first = preferred(ways)
  return (
    <>
      <button type="button" class="button primary guest-send" disabled={busy} onClick={() => onSend(first)}>
        <Icon name={icons[first]} size={20} />
        {t(`phone.getting_in.by.${first}`)}
      </button>
      <div class="guest-ways">
        {ways
          .filter((way) => way !== first)
          .map((way) => (
            <button key={way} type="button" class="button" disabled={busy} onClick={() => onSend(way)}>
              <Icon name={icons[way]} size={20} />
              {t(`phone.getting_in.by_short.${way}`)}
            </button>
          ))}
      </div>
    </>
  )
}

function Other({ guest, invited, onCode }: { guest: Guest; invited: Invited | null; onCode: () => void }) {
  const { line } = guest
  const refuse = (): void => {
    void refuseInvitation(line.id)
    toast(t('phone.getting_in.refused', { form: addressed(line) }), () => {
      unrefuseInvitation(line.id)
      go(`/getting-in/${line.id}`, true)
    })
    onward(line.id)
  }
  return (
    <div class="guest-ways">
      <button type="button" class="button" disabled={!invited} onClick={onCode}>
        {t('phone.getting_in.code')}
      </button>
      {guest.state === 'refused' ? (
        <button type="button" class="button" onClick={() => unrefuseInvitation(line.id)}>
          {t('phone.getting_in.unrefuse')}
        </button>
      ) : (
        <button type="button" class="button" onClick={refuse}>
          {t('phone.getting_in.refuse')}
        </button>
      )}
      <button type="button" class="button" onClick={() => onward(line.id)}>
        {t('phone.getting_in.next')}
      </button>
    </div>
  )
}

function Open({ guest }: { guest: Guest }) {
  const { line } = guest
  const { invited, trouble, again } = useInvitation(line.id)
  const { link, kind, choose } = useLink(invited)
  const [edited, setEdited] = useState<string | null>(null)
  const [code, setCode] = useState(false)
  const text = edited ?? invited?.text ?? ''
  const phone = line.phones[0]
  const sent = async (way: Way): Promise<void> => {
    if (!invited || !(await send(way, `${text}\n${link}`, phone))) return
    void shareInvitation(line.id, invited.id, way)
    const words = t(way === 'copy' ? 'phone.getting_in.copied' : 'phone.getting_in.sent', { form: addressed(line) })
    toast(words, () => {
      unshareInvitation(line.id, invited.id)
      forgetInvitation(line.id)
      go(`/getting-in/${line.id}`, true)
    })
    onward(line.id)
  }
  return (
    <>
      <div class="guest-scroll">
        <Who guest={guest} />
        <Caution guest={guest} />
        {trouble && (
          <p class="guest-caution" role="alert">
            {trouble}{' '}
            <button type="button" class="more" onClick={again}>
              {t('phone.later.again')}
            </button>
          </p>
        )}
        {invited && <Words invited={invited} text={text} onText={setEdited} />}
        {invited && <p class="guest-link">{link}</p>}
        {bot.value === null && <p class="guest-caution">{t('phone.getting_in.no_bot')}</p>}
        {invited?.telegram && (
          <Segments
            label={t('phone.getting_in.link')}
            chosen={kind}
            options={[
              { value: 'telegram', text: t('phone.getting_in.link.telegram') },
              { value: 'web', text: t('phone.getting_in.link.web') },
            ]}
            onChoose={choose}
          />
        )}
      </div>
      <footer class="guest-foot">
        <p class="guest-left">{t('phone.getting_in.left', { n: grouped.value.to_invite.length })}</p>
        <Ways phone={phone} busy={!invited} onSend={(way) => void sent(way)} />
        <Other guest={guest} invited={invited} onCode={() => setCode(true)} />
      </footer>
      {code && invited && <Code guest={guest} invited={invited} onClose={() => setCode(false)} />}
    </>
  )
}

export function Invitation({ guest }: { guest: Guest }) {
  return guest.state === 'connected' ? <Connected guest={guest} /> : <Open guest={guest} />
}
