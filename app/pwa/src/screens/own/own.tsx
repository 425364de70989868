// My own Telegram: proved, connected, stopped; and which of my clients it lets in.
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../../api'
import { byWhen, clockTime, fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Instant } from '../../types'
import { BackButton } from '../thread/head'
import { makeLink, readAccount, setListed, setListening, type OwnAccount, type OwnState } from './calls'

const again = 4_000

const stateWords = {
  no_bot: 'phone.own.state.no_bot',
  unproved: 'phone.own.state.unproved',
  proved: 'phone.own.state.proved',
  connected: 'phone.own.state.connected',
  ended: 'phone.own.state.ended',
  stopped: 'phone.own.state.stopped',
} as const

export const saidBy = (error: unknown): string => (error instanceof Problem ? error.message : t('phone.cut.now'))

function Standing({ account }: { account: OwnAccount }) {
  const good = account.state === 'connected'
  return (
    <p class="own-standing" role="status" data-state={account.state}>
      <Icon name={good ? 'check' : 'telegram'} />
      <span>
        {t(stateWords[account.state], { date: account.since ? fullDate(account.since) : '' })}
        {good && <small>{t(account.may_reply ? 'phone.own.may_reply' : 'phone.own.may_not_reply')}</small>}
      </span>
    </p>
  )
}

function Prove({ first }: { first: boolean }) {
  const [link, setLink] = useState<{ url: string; expires_at: Instant } | null>(null)
  const make = (): void => {
    makeLink().then(setLink, (error: unknown) => toast(saidBy(error)))
  }
  return (
    <>
      {link ? (
        <>
          <a class="button primary wide" href={link.url} target="_blank" rel="noreferrer">
            <Icon name="telegram" size={20} />
            {t('phone.own.open_link')}
          </a>
          <p class="sheet-text">{t('phone.own.link_until', { time: clockTime(link.expires_at) })}</p>
        </>
      ) : (
        <button type="button" class={first ? 'button primary wide' : 'button wide'} onClick={make}>
          {t(first ? 'phone.own.prove' : 'phone.own.prove_other')}
        </button>
      )}
    </>
  )
}

const reached: Record<OwnState, number> = { no_bot: 0, unproved: 0, proved: 1, ended: 1, stopped: 2, connected: 2 }

function Steps({ account }: { account: OwnAccount }) {
  const done = reached[account.state]
  const steps = [
    { text: t('phone.own.step.prove') },
    { text: t('phone.own.step.connect', { bot: `@${account.bot}` }) },
    { text: t('phone.own.step.list') },
  ]
  return (
    <ol class="own-steps">
      {steps.map(({ text }, index) => (
        <li key={text} data-done={index < done || undefined}>
          {text}
          {index === 0 && <Prove key={done} first={done === 0} />}
        </li>
      ))}
    </ol>
  )
}

function Chats({ account, onChange }: { account: OwnAccount; onChange: () => void }) {
  const leaveOut = (client: string, name: string): void => {
    setListed(client, false).then(
      () => {
        toast(t('phone.own.left_out', { name }), () => void setListed(client, true).then(onChange))
        onChange()
      },
      (error: unknown) => toast(saidBy(error)),
    )
  }
  return (
    <Section title={t('phone.own.chats')}>
      <div class="group settings">
        {account.chats.length === 0 && <p class="setting">{t('phone.own.no_chats')}</p>}
        {account.chats.map(({ client_id, name, until }) => (
          <div key={client_id} class="setting">
            <a href={`/clients/${client_id}`}>
              {name}
              {until && <small>{t('phone.own.until', { when: byWhen(until) })}</small>}
            </a>
            <button
              type="button"
              class="round"
              aria-label={t('phone.own.leave_out', { name })}
              onClick={() => leaveOut(client_id, name)}
            >
              <Icon name="close" size={20} />
            </button>
          </div>
        ))}
      </div>
    </Section>
  )
}

function Switch({ account, onChange }: { account: OwnAccount; onChange: (now: OwnAccount) => void }) {
  const [asking, setAsking] = useState(false)
  const set = (listens: boolean): void => {
    setListening(listens).then(onChange, (error: unknown) => toast(saidBy(error)))
  }
  if (account.state === 'stopped')
    return (
      <button type="button" class="button primary wide" onClick={() => set(true)}>
        {t('phone.own.resume')}
      </button>
    )
  return (
    <>
      <button type="button" class="button danger wide" onClick={() => setAsking(true)}>
        {t('phone.own.stop')}
      </button>
      {asking && (
        <Confirm
          danger
          title={t('phone.own.stop_ask')}
          text={t('phone.own.stop_more')}
          action={t('phone.own.stop')}
          onYes={() => set(false)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}

export function OwnTelegram() {
  const [account, setAccount] = useState<OwnAccount | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = (): void => {
    readAccount().then(setAccount, (error: unknown) => setFailure(saidBy(error)))
  }
  // The proof and the connection are made in another app: what came of them shows here by itself.
  useEffect(() => {
    read()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') read()
    }, again)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="page detail" data-screen="own">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.own.title')}</h1>
      </header>
      <div class="page-scroll own-page">
        {!account && (failure ? <Quiet title={failure} /> : <Skeleton rows={4} />)}
        {account && (
          <>
            <Standing account={account} />
            <p class="sheet-text">{t('phone.own.what')}</p>
            {account.bot && <Steps account={account} />}
            {reached[account.state] > 0 && <Chats account={account} onChange={read} />}
            {reached[account.state] === 2 && <Switch account={account} onChange={setAccount} />}
          </>
        )}
      </div>
    </div>
  )
}
