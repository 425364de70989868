// One message: its words and things, its author, its time and its fate.
import { clockTime } from '../../clock'
import { Icon } from '../../parts/icon'
import { glide } from '../../parts/motion'
import { isMe, plainPhone, telephone } from '../../parts/names'
import { drop, tryAgain } from '../../sync/outbox'
import { itArrived, sendAgain } from '../../sync/mutations'
import { cards } from '../../sync/store'
import { busyDeliveries } from '../../sync/view'
import { t } from '../../texts'
import type { Bubble } from '../../types'
import { Attachments, PlaceLink } from './attachments'
import { ChainLine } from './chain'
import { known } from './known'
import type { Placed } from './layout'
import { inTrouble, longWords, shortWords, signOf } from './states'
import { ownMark } from './ownway'
import { menuOf } from './thread'

const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)»])/g

function Words({ text }: { text: string }) {
  const parts = text.split(address)
  return (
    <span class="words">
      {parts.map((part, index) =>
        index % 2 ? (
          <a key={index} href={part} target="_blank" rel="noreferrer noopener">
            {part}
          </a>
        ) : (
          part
        ),
      )}
    </span>
  )
}

/** Of a call that nobody took the text is the number it came from. */
export const wordsOf = (bubble: Bubble): string =>
  bubble.kind === 'call' ? t('phone.kind.missed_call') : bubble.text || t(`phone.kind.${bubble.kind}`)

function MissedCall({ phone }: { phone: string }) {
  return (
    <span class="missed-call">
      <span class="missed-call-what">
        <Icon name="call" size={18} />
        {t('phone.kind.missed_call')}
      </span>
      <a class="button small" href={telephone(phone)}>
        {t('phone.thread.call_back', { phone: plainPhone(phone) })}
      </a>
    </span>
  )
}

function Quote({ quoted }: { quoted: Bubble }) {
  const show = (event: Event): void => {
    event.stopPropagation()
    document.getElementById(`m-${quoted.id}`)?.scrollIntoView({ block: 'center', behavior: glide() })
  }
  return (
    <button type="button" class="quote" onClick={show}>
      <b>{quoted.direction === 'in' ? t('phone.thread.client') : (quoted.author?.name ?? t('phone.thread.you'))}</b>
      <span>{wordsOf(quoted)}</span>
    </button>
  )
}

function Meta({ bubble }: { bubble: Bubble }) {
  const { state } = bubble
  return (
    <span class="meta">
      {bubble.edited_at && !bubble.deleted_at && <span>{t('phone.thread.edited')}</span>}
      <time dateTime={bubble.at}>{clockTime(bubble.at)}</time>
      {state && (
        <span class="fate" title={shortWords(state)}>
          <Icon name={signOf(state)} size={16} />
          <span class="unseen">{shortWords(state)}</span>
        </span>
      )}
    </span>
  )
}

/** What went wrong, in words, and every way out. */
function Trouble({ bubble, phone, answers }: { bubble: Bubble; phone: string | null; answers: boolean }) {
  const delivery = bubble.delivery_id
  const here = bubble.state === 'refused' || bubble.state === 'asks' // it never left this phone
  const busy = !!delivery && busyDeliveries.value.has(delivery)
  return (
    <div class="trouble" data-state={bubble.state}>
      <p>
        <Icon name={signOf(bubble.state!)} size={18} />
        {longWords(bubble)}
      </p>
      {answers && (
        <div class="trouble-acts">
          {bubble.state === 'not_confirmed' && delivery && (
            <button type="button" disabled={busy} onClick={() => void itArrived(delivery)}>
              {t('phone.act.arrived')}
            </button>
          )}
          {here && (
            <button type="button" onClick={() => tryAgain(bubble.id)}>
              {t(bubble.state === 'asks' ? 'phone.act.send_still' : 'phone.act.try_again')}
            </button>
          )}
          {here && (
            <button type="button" onClick={() => drop(new Set([bubble.id]))}>
              {t('phone.act.remove')}
            </button>
          )}
          {!here && delivery && (
            <button type="button" disabled={busy} onClick={() => void sendAgain(delivery)}>
              {t(bubble.state === 'not_confirmed' ? 'phone.act.again_maybe_twice' : 'phone.act.again')}
            </button>
          )}
          {phone && !bubble.chain?.sms && <a href={telephone(phone)}>{t('phone.act.call')}</a>}
        </div>
      )}
    </div>
  )
}

function authorWords(bubble: Bubble): string | null {
  if (bubble.direction === 'in') return null
  if (bubble.automatic) return t('phone.thread.automatic')
  return bubble.author && !isMe(bubble.author) ? bubble.author.name : null
}

function Inside({ bubble, quoted, author }: { bubble: Bubble; quoted: Bubble | undefined; author: string | null }) {
  if (bubble.deleted_at)
    return (
      <>
        <span class="words gone">{t('phone.thread.deleted')}</span>
        <Meta bubble={bubble} />
      </>
    )
  const mark = ownMark(bubble)
  return (
    <>
      {mark && (
        <span class="author own-mark">
          <Icon name="telegram" size={14} />
          {mark}
        </span>
      )}
      {author && (
        <span class="author">
          {bubble.automatic && <Icon name="auto" size={14} />}
          {author}
        </span>
      )}
      {quoted && <Quote quoted={quoted} />}
      <Attachments bubble={bubble} />
      {bubble.line && (
        <span class="own-line">
          <Icon name="edit" size={14} />
          {bubble.line}
        </span>
      )}
      {bubble.location && <PlaceLink at={bubble.location} />}
      {bubble.kind === 'call' ? <MissedCall phone={bubble.text ?? ''} /> : bubble.text && <Words text={bubble.text} />}
      <Meta bubble={bubble} />
    </>
  )
}

/** The house knew it: what the card says, beside the client's word, or beside our question. */
function Repeat({ bubble, quoted }: { bubble: Bubble; quoted: Bubble | undefined }) {
  const card = (bubble.client_id && cards.value.get(bubble.client_id)?.card) || null
  const found = bubble.repeat === 'told' ? known(quoted?.text ?? '', card) : []
  const said = found.map(({ fact, value }) => t('phone.repeat.told_known', { what: t(`phone.asks.${fact}`), value }))
  return (
    <p class="repeat" data-repeat={bubble.repeat}>
      <Icon name="alert" size={16} />
      {said.length ? [t('phone.repeat.is'), ...said].join(' ') : t(`phone.repeat.${bubble.repeat}`)}
    </p>
  )
}

export function BubbleView({
  placed,
  quoted,
  phone,
  answers,
}: {
  placed: Placed
  quoted: Bubble | undefined
  phone: string | null
  answers: boolean
}) {
  const { bubble, first, last } = placed
  const author = authorWords(bubble)
  // A finger may tap anywhere on the bubble; links and players inside keep their own taps.
  const tap = (event: MouseEvent): void => {
    if ((event.target as Element).closest('a, button, input, audio') || getSelection()?.toString()) return
    menuOf.value = bubble.id
  }
  const said = bubble.direction === 'in' ? t('phone.thread.client') : (author ?? t('phone.thread.you'))
  return (
    <div
      id={`m-${bubble.id}`}
      class={`bubble-line ${bubble.direction}`}
      data-first={first || undefined}
      data-last={last || undefined}
    >
      <div
        class={`bubble${bubble.automatic ? ' automatic' : ''}`}
        data-state={bubble.state ?? undefined}
        data-kind={bubble.kind}
        data-message={bubble.id}
        data-bare={(!bubble.text && bubble.kind === 'photo') || undefined}
        onClick={tap}
      >
        <span class="unseen">{said}: </span>
        <Inside bubble={bubble} quoted={quoted} author={first ? author : null} />
      </div>
      <button
        type="button"
        class="bubble-more"
        aria-label={t('phone.thread.actions')}
        aria-haspopup="dialog"
        onClick={() => {
          menuOf.value = bubble.id
        }}
      >
        <Icon name="reply" size={18} />
      </button>
      {inTrouble(bubble.state) && <Trouble bubble={bubble} phone={phone} answers={answers} />}
      {bubble.repeat && <Repeat bubble={bubble} quoted={quoted} />}
      <ChainLine bubble={bubble} phone={phone} answers={answers} />
    </div>
  )
}
