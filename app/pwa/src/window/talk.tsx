// The talk itself: both sides' words by day, and what is still on its way.
import { signal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../parts/icon'
import { once } from '../once'
import { Refused, ask } from './api'
import { begin, mayChange } from './change'
import { again, remove, waiting, type Waiting } from './sending'
import { catchUp, next, older, sayings, tellSeen, type Saying } from './state'
import { Files, Mine } from './files'
import { day, hour, t } from './words'

const trouble = signal('')

async function answer(saying: Saying, key: string): Promise<void> {
  trouble.value = ''
  try {
    await once(`${saying.ask_id} ${key}`, (id) =>
      ask('/answers', { method: 'POST', json: { id, ask_id: saying.ask_id, key } }),
    )
  } catch (error) {
    trouble.value = error instanceof Refused ? error.message : t('window.ui.no_start')
  }
  await catchUp().catch(() => {})
}

function Said({ saying }: { saying: Saying }) {
  const who = saying.mine ? t('window.ui.you') : saying.author
  return (
    <li
      class="said"
      data-mine={saying.mine}
      data-id={saying.id}
      data-house={!saying.mine && !saying.author}
      tabIndex={mayChange(saying) ? 0 : undefined}
    >
      {who && <span class={saying.mine ? 'unseen' : 'author'}>{who}</span>}
      {saying.deleted ? <p class="faint">{t('window.ui.deleted')}</p> : <Files saying={saying} />}
      {saying.text && <p class="words">{saying.text}</p>}
      {saying.choices.length > 0 && (
        <div class="choices">
          {saying.choices.map((choice) => (
            <button type="button" key={choice.key} onClick={() => void answer(saying, choice.key)}>
              {choice.text}
            </button>
          ))}
        </div>
      )}
      <span class="when">
        {saying.edited && `${t('window.ui.edited')} · `}
        <time dateTime={saying.at}>{hour(saying.at)}</time>
        {saying.mine && <Icon name="check" size={14} />}
        {saying.mine && <span class="unseen">{t('window.ui.sent')}</span>}
      </span>
      {mayChange(saying) && (
        <span class="choices change">
          <button type="button" onClick={() => begin(saying)}>
            {t('window.ui.change')}
          </button>
        </span>
      )}
    </li>
  )
}

function OnItsWay({ one }: { one: Waiting }) {
  const { fate } = one
  return (
    <li class="said" data-mine="true" data-fate={fate.state}>
      <span class="unseen">{t('window.ui.you')}</span>
      <Mine files={one.files} />
      {one.text && <p class="words">{one.text}</p>}
      <span class="when" role={fate.state === 'refused' ? 'alert' : undefined}>
        <Icon name={fate.state === 'refused' ? 'alert' : 'clock'} size={14} />
        {fate.state === 'refused'
          ? t('window.ui.refused', { why: fate.why })
          : t(fate.state === 'waits' ? 'window.ui.not_yet' : 'window.ui.sending')}
      </span>
      {fate.state === 'refused' && (
        <span class="choices">
          <button type="button" onClick={() => again(one.id)}>
            {t('window.ui.again')}
          </button>
          <button type="button" onClick={() => void remove(one.id)}>
            {t('window.ui.remove')}
          </button>
        </span>
      )}
    </li>
  )
}

function lines(said: Saying[]): preact.ComponentChild[] {
  let before = ''
  return said.flatMap((saying) => {
    const today = day(saying.at)
    const head = today === before ? [] : [<li class="day" key={today}>{today}</li>]
    before = today
    return [...head, <Said saying={saying} key={saying.id} />]
  })
}

export function Talk() {
  const box = useRef<HTMLElement>(null)
  const atEnd = useRef(true)
  const said = sayings.value
  const answered = new Set(said.map((saying) => saying.key))
  const left = waiting.value.filter((one) => !answered.has(one.id))
  const last = left.at(-1)?.id ?? said.at(-1)?.id

  // Whoever reads further up stays there; whoever writes or waits at the end sees what comes.
  useLayoutEffect(() => {
    const own = left.length > 0 || said.at(-1)?.mine
    if (box.current && (atEnd.current || own)) box.current.scrollTop = box.current.scrollHeight
  }, [last])
  useEffect(() => {
    void tellSeen()
    const look = (): void => void tellSeen()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [last])

  const moved = (): void => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!
    atEnd.current = scrollHeight - scrollTop - clientHeight < 80
  }
  const earlier = async (): Promise<void> => {
    const from = box.current!.scrollHeight - box.current!.scrollTop
    await older().catch(() => {})
    requestAnimationFrame(() => {
      if (box.current) box.current.scrollTop = box.current.scrollHeight - from
    })
  }
  return (
    <main class="talk" ref={box} onScroll={moved} tabIndex={-1}>
      {next.value !== null && (
        <button type="button" class="button earlier" onClick={() => void earlier()}>
          {t('window.ui.older')}
        </button>
      )}
      {!said.length && !left.length && <p class="faint empty">{t('window.ui.empty')}</p>}
      <div role="log" aria-label={t('window.ui.talk')}>
        <ol>
          {lines(said)}
          {left.map((one) => (
            <OnItsWay one={one} key={one.id} />
          ))}
        </ol>
      </div>
      <p class="trouble" role="alert">
        {trouble.value}
      </p>
    </main>
  )
}
