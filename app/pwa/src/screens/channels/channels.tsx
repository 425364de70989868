// How messages come in and go out, the worst first; and the house's bot, for its administrator.
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { clockTime } from '../../clock'
import { Icon } from '../../parts/icon'
import { Quiet, Skeleton } from '../../parts/page'
import { me } from '../../session'
import { t } from '../../texts'
import type { Instant } from '../../types'
import { BackButton } from '../thread/head'
import { Bot } from './bot'

type Level = 'good' | 'watch' | 'broken'
interface Sign {
  what: string
  level: Level
  title: string
  text: string
  advice: string | null
}
interface Board {
  level: Level
  summary: string
  signs: Sign[]
  as_of: Instant
}

const again = 5_000
const icons = { good: 'check', watch: 'clock', broken: 'alert' } as const
const words = {
  good: 'phone.channels.good',
  watch: 'phone.channels.watch',
  broken: 'phone.channels.broken',
} as const

function SignRow({ sign }: { sign: Sign }) {
  return (
    <li class="sign" data-level={sign.level} data-sign={sign.what}>
      <Icon name={icons[sign.level]} />
      <h3>
        <span class="unseen">{t(words[sign.level])}: </span>
        {sign.title}
      </h3>
      <p>{sign.text}</p>
      {sign.advice && <p class="sign-advice">{sign.advice}</p>}
    </li>
  )
}

export function Channels() {
  const [board, setBoard] = useState<Board | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = async (): Promise<void> => {
    try {
      setBoard(await ask<Board>('/api/boards/channels'))
      setFailure(null)
    } catch (error) {
      setFailure(error instanceof Problem ? error.message : t('phone.cut.now'))
    }
  }
  useEffect(() => {
    void read()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void read()
    }, again)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="page detail" data-screen="channels">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.nav.channels')}</h1>
      </header>
      <div class="page-scroll">
        {!board && (failure ? <Quiet title={failure} /> : <Skeleton rows={5} />)}
        {board && (
          <>
            <p class="channels-summary" data-level={board.level} role="status">
              <Icon name={icons[board.level]} />
              <span>
                {board.summary}
                <small>{failure ?? t('phone.channels.as_of', { when: clockTime(board.as_of) })}</small>
              </span>
            </p>
            <ul class="group">
              {board.signs.map((sign, index) => (
                <SignRow key={`${sign.what} ${index}`} sign={sign} />
              ))}
            </ul>
          </>
        )}
        {board && me.value?.person.role === 'administrator' && <Bot as_of={board.as_of} onChange={() => void read()} />}
      </div>
    </div>
  )
}
