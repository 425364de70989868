// The house's Telegram bot: given by its token, replaced, taken off.
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { Field } from '../../parts/field'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Id, Instant } from '../../types'

interface OwnBot {
  id: Id | null
  username: string | null
  link: string | null
  state: string
  by_settings: boolean
  turned_away: number
}

const saidBy = (error: unknown): string => {
  if (!(error instanceof Problem)) return t('phone.cut.now')
  return error.body.errors?.[0]?.message ?? error.message
}

function TokenForm({ bot, onGiven }: { bot: OwnBot; onGiven: (bot: OwnBot) => void }) {
  const [token, setToken] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const give = async (event: Event): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      onGiven(await ask<OwnBot>('/api/bot', { method: 'PUT', json: { token } }))
      setToken('')
      setRefusal(null)
      toast(t('phone.channels.saved'))
    } catch (error) {
      setRefusal(saidBy(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="form" noValidate onSubmit={(event) => void give(event)}>
      <Field label={t('phone.channels.token')} value={token} onInput={setToken} autocomplete="off" />
      <p class="sheet-text">{t('phone.channels.token_hint')}</p>
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" class="button primary wide" disabled={busy || !token.trim()}>
        {t(bot.id ? 'phone.channels.replace' : 'phone.channels.connect')}
      </button>
    </form>
  )
}

/** `as_of`: of the board above; what the worker learned of the bot since is read with it. */
export function Bot({ as_of, onChange }: { as_of: Instant; onChange: () => void }) {
  const [bot, setBot] = useState<OwnBot | null>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    ask<OwnBot>('/api/bot').then(setBot, () => {}) // the board above says what is wrong with the line
  }, [as_of])
  if (!bot) return null
  const changed = (now: OwnBot): void => {
    setBot(now)
    onChange()
  }
  const takeOff = async (): Promise<void> => {
    try {
      changed(await ask<OwnBot>('/api/bot', { method: 'DELETE' }))
      toast(t('phone.channels.off'))
    } catch (error) {
      toast(saidBy(error))
    }
  }
  const name = bot.username ? `@${bot.username}` : t('phone.channels.bot')
  return (
    <section class="block own-bot">
      <h2>{t('phone.channels.bot')}</h2>
      {bot.link && (
        <p>
          <a class="bot-link" href={bot.link} target="_blank" rel="noreferrer">
            {name}
          </a>
        </p>
      )}
      {bot.by_settings ? (
        <p class="sheet-text">{t('phone.channels.by_settings')}</p>
      ) : (
        <>
          <TokenForm bot={bot} onGiven={changed} />
          {bot.id && (
            <button type="button" class="button danger wide" onClick={() => setAsking(true)}>
              {t('phone.channels.take_off')}
            </button>
          )}
        </>
      )}
      {bot.id && <p class="sheet-text">{t('phone.channels.own_accounts', { bot: name })}</p>}
      {bot.turned_away > 0 && (
        <p class="sheet-text" data-turned-away={bot.turned_away}>
          {t('phone.channels.turned_away', { n: bot.turned_away })}
        </p>
      )}
      {asking && (
        <Confirm
          danger
          title={t('phone.channels.take_off_who', { bot: name })}
          text={t('phone.channels.take_off_more')}
          action={t('phone.channels.take_off')}
          onYes={() => void takeOff()}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  )
}
