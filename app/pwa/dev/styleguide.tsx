// Every token and every part in each of its states, in both lights: made from the phone's own styles and components.
import { render, type ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Avatar } from '../src/parts/avatar'
import { Field } from '../src/parts/field'
import { Icon, iconNames } from '../src/parts/icon'
import { Mark, Quiet, Section, Skeleton } from '../src/parts/page'
import { SearchField } from '../src/parts/search'
import { Segments } from '../src/parts/segments'
import { Confirm, Sheet } from '../src/parts/sheet'
import { ThreadRow } from '../src/parts/threadrow'
import { toast, Toaster } from '../src/parts/toast'
import { WaitChip } from '../src/parts/wait'
import { BubbleView } from '../src/screens/thread/bubble'
import { speak, t } from '../src/texts'
import type { Attachment, Bubble, BubbleState, ThreadLine } from '../src/types'

const minute = 60_000
const at = (minutes: number): string => new Date(Date.now() + minutes * minute).toISOString()
const vera = { id: 'vera', name: 'Вера Орлова' }
const states: BubbleState[] = [
  'here', 'queued', 'sending', 'sent', 'delivered', 'failed', 'not_confirmed', 'refused', 'asks', 'withdrawn', 'held',
] // prettier-ignore

/** The custom properties of the page's root, as its styles say them. */
function tokens(): [string, string][] {
  const found: [string, string][] = []
  const read = (rules: CSSRuleList): void => {
    for (const rule of rules) {
      if (rule instanceof CSSStyleRule && rule.selectorText === ':root')
        for (const name of rule.style) if (name.startsWith('--')) found.push([name, rule.style.getPropertyValue(name)])
      if (rule instanceof CSSLayerBlockRule) read(rule.cssRules)
    }
  }
  for (const sheet of document.styleSheets) read(sheet.cssRules)
  return found
}

const drawn = (name: string, value: string): Record<string, string> => {
  const it = `var(${name})`
  if (/^--(text|font)/.test(name)) return name === '--font' ? { fontFamily: it } : { fontSize: it }
  if (name.startsWith('--radius')) return { borderRadius: it, background: 'var(--accent-soft)', padding: '14px 22px' }
  if (/^--(shadow|lifted)/.test(name)) return { boxShadow: it, background: 'var(--raised)', padding: '14px 22px' }
  if (/^\d/.test(value) && value.endsWith('px')) return { inlineSize: it, blockSize: '12px', background: 'var(--accent)' }
  return { inlineSize: '56px', blockSize: '36px', borderRadius: '10px', background: it, border: '1px solid var(--line)' }
}

function Tokens() {
  return (
    <ul class="guide-tokens">
      {tokens().map(([name, value]) => (
        <li key={name} data-token={name}>
          <span style={drawn(name, value)}>{/^--(text|font)/.test(name) ? 'Одно окно' : ''}</span>
          <code>{name.slice(2)}</code>
        </li>
      ))}
    </ul>
  )
}

function line(id: string, more: Partial<ThreadLine>): ThreadLine {
  return {
    thread_id: id, client_id: id, name: 'Соколова Анна Сергеевна', address_form: 'Анна Сергеевна', car: 'Camry',
    plate: 'А123ВС 163', last_text: 'Когда будет готова машина?', last_kind: 'text', last_at: at(-50),
    last_direction: 'in', waiting_since: null, promise: null, unread: 0, owner: vera, owner_out: false,
    connected: true, snoozed_until: null, draft: null, ...more,
  } // prettier-ignore
}

const lines = [
  line('a', { waiting_since: at(-128), promise: { person: vera, by_at: at(-8) }, unread: 2 }),
  line('b', { waiting_since: at(-50), promise: { person: vera, by_at: at(9) }, last_kind: 'voice', last_text: '' }),
  line('c', { waiting_since: at(-4), promise: { person: vera, by_at: at(56) }, last_kind: 'photo', last_text: '' }),
  line('d', { client_id: null, name: 'Дима 🚙', address_form: null, waiting_since: at(-30), car: null, plate: null }),
  line('e', { last_direction: 'out', last_text: 'Ждём Вас в пятницу, в 10:00.' }),
  line('f', { unread: 3, last_text: 'Спасибо!' }),
]

function bubble(id: string, more: Partial<Bubble>): Bubble {
  return {
    id, thread_id: 'a', client_id: 'a', seq: 1, direction: 'in', channel: 'telegram', kind: 'text',
    text: 'Стук справа на лежачих полицейских', attachments: [], location: null, author: null, automatic: false,
    at: at(-20), edited_at: null, deleted_at: null, state: null, state_text: null, delivery_id: null, reply_to: null,
    chain: null, ...more,
  } // prettier-ignore
}
const file = (kind: string, more: Partial<Attachment>): Attachment => ({
  id: kind, kind, media_type: null, size: 482_113, name: 'Заказ-наряд 4512.pdf', seconds: null, state: 'ready', ...more,
}) // prettier-ignore

const bubbles = (): Bubble[] => [
  bubble('in', {}),
  bubble('voice', { kind: 'voice', text: '', attachments: [file('voice', { seconds: 100 })] }),
  bubble('document', { kind: 'document', text: 'Расчёт', attachments: [file('document', {})] }),
  bubble('lost', { kind: 'document', text: '', attachments: [file('document', { state: 'failed' })] }),
  bubble('place', { kind: 'location', text: '', location: { latitude: 53.5078, longitude: 49.4204 } }),
  bubble('gone', { deleted_at: at(-1) }),
  bubble('auto', { direction: 'out', automatic: true, text: 'Сообщение получено. Вера ответит до 18:40.' }),
  bubble('colleague', { direction: 'out', author: { id: 'oleg', name: 'Олег Титов' }, text: 'Отвечаю за Веру.' }),
  ...states.map((state) =>
    bubble(state, { direction: 'out', text: t(`phone.state.${state}`), state, delivery_id: state, edited_at: at(-1) }),
  ),
]

function Buttons() {
  const kinds = ['button', 'button primary', 'button danger', 'button small', 'button wide', 'button primary wide']
  return (
    <div class="guide-row">
      {kinds.map((kind) => (
        <button key={kind} type="button" class={kind}>
          {t('phone.snooze.do')}
        </button>
      ))}
      <button type="button" class="button primary" disabled>
        {t('phone.snooze.do')}
      </button>
      <button type="button" class="round" aria-label={t('phone.close')}>
        <Icon name="close" />
      </button>
    </div>
  )
}

function Writing() {
  const [words, setWords] = useState('')
  const [which, choose] = useState<'one' | 'two'>('one')
  return (
    <form class="form" onSubmit={(event) => event.preventDefault()}>
      <Segments
        label={t('phone.inbox.which')}
        chosen={which}
        onChoose={choose}
        options={[
          { value: 'one', text: t('phone.inbox.waiting') },
          { value: 'two', text: t('phone.inbox.all') },
        ]}
      />
      <SearchField words={words} onWords={setWords} />
      <Field label={t('phone.snooze.on')} type="date" value="" onInput={() => {}} required />
      <Field label={t('phone.log.note')} value={words} onInput={setWords} required />
      <button type="submit" class="button primary wide">
        {t('phone.log.save')}
      </button>
      <p class="refusal">{t('phone.cut.now')}</p>
    </form>
  )
}

function Over() {
  const [open, setOpen] = useState<'sheet' | 'question' | null>(null)
  const close = (): void => setOpen(null)
  return (
    <div class="guide-row">
      <button type="button" class="button" data-opens="sheet" onClick={() => setOpen('sheet')}>
        Sheet
      </button>
      <button type="button" class="button" onClick={() => setOpen('question')}>
        Confirm
      </button>
      <button type="button" class="button" data-opens="toast" onClick={() => toast(t('phone.log.saved'), () => {})}>
        Toast
      </button>
      {open === 'sheet' && (
        <Sheet title={t('phone.log.title')} onClose={close}>
          <Writing />
        </Sheet>
      )}
      {open === 'question' && (
        <Confirm
          title={t('phone.unsaved')}
          text={t('phone.cut.now')}
          action={t('phone.unsaved.drop')}
          danger
          onYes={() => {}}
          onClose={close}
        />
      )}
    </div>
  )
}

function Small() {
  return (
    <div class="guide-row">
      <Avatar id="a" name="Анна Сергеевна" size="large" />
      <Avatar id="b" name="Павел Игоревич" />
      <Avatar id="c" name="Вера Орлова" size="small" />
      <Avatar id="d" name="" stranger />
      {lines.slice(0, 3).map((one) => (
        <WaitChip key={one.thread_id} line={one} inline />
      ))}
      <span class="tag">{t('phone.lobby.new_person')}</span>
      <span class="unread">3</span>
      <Mark />
    </div>
  )
}

const Icons = () => (
  <ul class="guide-icons">
    {iconNames.map((name) => (
      <li key={name}>
        <Icon name={name} />
        <code>{name}</code>
      </li>
    ))}
  </ul>
)

function Light({ scheme, children }: { scheme: 'light' | 'dark'; children: ComponentChildren }) {
  return (
    <main class="guide" data-light={scheme} style={{ colorScheme: scheme }}>
      <h1>{scheme}</h1>
      {children}
    </main>
  )
}

const Parts = () => (
  <>
    <Section title="Tokens">
      <Tokens />
    </Section>
    <Section title="Buttons">
      <Buttons />
    </Section>
    <Section title="Writing">
      <Writing />
    </Section>
    <Section title="Over the page">
      <Over />
    </Section>
    <Section title="Small">
      <Small />
    </Section>
    <Section title="Rows">
      <div class="group">
        {lines.map((one) => (
          <ThreadRow key={one.thread_id} line={one} />
        ))}
      </div>
    </Section>
    <Section title="Talk">
      <div class="guide-talk">
        {bubbles().map((one) => (
          <BubbleView
            key={one.id}
            placed={{ bubble: one, first: true, last: true, newDay: false }}
            quoted={undefined}
            phone="+70001234567"
            answers
          />
        ))}
      </div>
    </Section>
    <Section title="Nothing here, not yet here, cut off">
      <Quiet icon={<Mark size={52} />} title={t('phone.today.nobody_waits')} text={t('phone.today.nobody_waits_more')} />
      <Skeleton rows={2} />
      <p class="cut-strip">
        <Icon name="cut" size={18} />
        {t('phone.cut.now')}
      </p>
    </Section>
    <Section title="Icons">
      <Icons />
    </Section>
  </>
)

void speak('ru').then(() =>
  render(
    <>
      <div class="guides" data-screen="styleguide">
        <Light scheme="light">
          <Parts />
        </Light>
        <Light scheme="dark">
          <Parts />
        </Light>
      </div>
      <Toaster />
    </>,
    document.getElementById('app')!,
  ),
)
