// The talk itself: keeps to its end while new words come, and to its place while older ones load above.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { dayLine } from '../../clock'
import { announce } from '../../parts/announce'
import { Icon } from '../../parts/icon'
import { glide } from '../../parts/motion'
import { Skeleton } from '../../parts/page'
import { me } from '../../session'
import type { Talk as Known } from '../../sync/store'
import { readOlder } from '../../sync/talks'
import { t } from '../../texts'
import type { Bubble, Id } from '../../types'
import { BubbleView } from './bubble'
import { AskedHere, InnerNotes, useInner } from './inner'
import { arrange } from './layout'
import { shortWords } from './states'

const nearEnd = 120
const nearStart = 600

interface Place {
  id: Id
  first: Id | undefined
  height: number
  atEnd: boolean
}

function usePlace(id: Id, bubbles: readonly Bubble[]) {
  const box = useRef<HTMLDivElement>(null)
  const place = useRef<Place>({ id: '', first: undefined, height: 0, atEnd: true })
  const [unseen, setUnseen] = useState(false)
  const last = bubbles.at(-1)
  useLayoutEffect(() => {
    const { current } = box
    if (!current) return
    const was = place.current
    const grewAbove = was.id === id && was.first !== bubbles[0]?.id && was.first !== undefined
    const own = last?.direction === 'out' && last.state === 'here'
    if (was.id !== id || was.atEnd || own) current.scrollTop = current.scrollHeight
    else if (grewAbove) current.scrollTop += current.scrollHeight - was.height
    place.current = {
      id,
      first: bubbles[0]?.id,
      height: current.scrollHeight,
      atEnd: was.id !== id || was.atEnd || own,
    }
  }, [id, bubbles])
  useEffect(() => {
    if (!place.current.atEnd && last?.direction === 'in') setUnseen(true)
  }, [last?.id])
  // Photos and the keyboard change heights later: stay at the end if that is where the reader is.
  useEffect(() => {
    const { current } = box
    if (!current) return
    const sizes = new ResizeObserver(() => {
      if (place.current.atEnd) current.scrollTop = current.scrollHeight
    })
    sizes.observe(current)
    if (current.firstElementChild) sizes.observe(current.firstElementChild)
    return () => sizes.disconnect()
  }, [id])
  const onScroll = (): void => {
    const { current } = box
    if (!current) return
    const atEnd = current.scrollHeight - current.scrollTop - current.clientHeight < nearEnd
    place.current = { ...place.current, atEnd, height: current.scrollHeight }
    if (atEnd) setUnseen(false)
    if (current.scrollTop < nearStart) void readOlder(id)
  }
  const toEnd = (): void => {
    box.current?.scrollTo({ top: box.current.scrollHeight, behavior: glide() })
  }
  return { box, onScroll, unseen, toEnd }
}

function useStatesSaid(id: Id, bubbles: readonly Bubble[]): void {
  const said = useRef<{ id: Id; states: Map<Id, string | null> }>({ id: '', states: new Map() })
  useEffect(() => {
    const was = said.current
    for (const bubble of bubbles.slice(-10)) {
      const before = was.states.get(bubble.id)
      if (was.id === id && bubble.state && before !== undefined && before !== bubble.state)
        announce(shortWords(bubble.state))
    }
    const newest = bubbles.at(-1)
    if (was.id === id && newest?.state === 'here' && !was.states.has(newest.id)) announce(shortWords('here'))
    if (was.id === id && newest?.direction === 'in' && !was.states.has(newest.id) && was.states.size)
      announce(t('phone.thread.new_message', { text: newest.text ?? '' }))
    said.current = { id, states: new Map(bubbles.map((bubble) => [bubble.id, bubble.state])) }
  }, [id, bubbles])
}

interface TalkProps {
  id: Id
  talk: Known | undefined
  bubbles: readonly Bubble[]
  phone: string | null
  answers: boolean
}

export function Talk({ id, talk, bubbles, phone, answers }: TalkProps) {
  const { box, onScroll, unseen, toEnd } = usePlace(id, bubbles)
  useStatesSaid(id, bubbles)
  useInner(id, talk?.state === 'ready')
  const byId = new Map(bubbles.map((bubble) => [bubble.id, bubble]))
  const loading = bubbles.length === 0 && talk?.state !== 'ready' && talk?.state !== 'failed'
  return (
    <div class="talk-frame">
      <div class="talk" ref={box} onScroll={onScroll} tabIndex={0} role="region" aria-label={t('phone.thread.talk')}>
        <div class="talk-inner" role="list">
          {loading && <Skeleton rows={3} />}
          {talk?.state === 'failed' && <p class="talk-note">{t('phone.thread.failed')}</p>}
          {talk?.state === 'ready' && bubbles.length === 0 && <p class="talk-note">{t('phone.thread.empty')}</p>}
          {arrange(bubbles, me.value?.person.id ?? '').map((placed, index) => (
            <div key={placed.bubble.id} role="listitem" class="talk-item">
              <InnerNotes thread={id} after={index ? bubbles[index - 1]!.at : talk?.next ? placed.bubble.at : ''} until={placed.bubble.at} answers={answers} />
              {placed.newDay && (
                <p class="day-line">
                  <span>{dayLine(placed.bubble.at)}</span>
                </p>
              )}
              <BubbleView
                placed={placed}
                quoted={placed.bubble.reply_to ? byId.get(placed.bubble.reply_to) : undefined}
                phone={phone}
                answers={answers}
              />
            </div>
          ))}
          {talk?.state === 'ready' && <InnerNotes thread={id} after={bubbles.at(-1)?.at ?? ''} until="9" answers={answers} />}
          {answers && <AskedHere thread={id} />}
        </div>
      </div>
      {unseen && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" size={20} />
          {t('phone.thread.new_below')}
        </button>
      )}
    </div>
  )
}
