// Writing an answer: words, photos, documents, a quoted message. Nothing is ever in the field beforehand.
import { useEffect, useRef, useState } from 'preact/hooks'
import { now } from '../../clock'
import { drafts, filesIn, noteDraft, putIn, restored } from '../../parts/drafts'
import { Icon } from '../../parts/icon'
import { addressed, telephone } from '../../parts/names'
import { quietNow } from '../../parts/quiet'
import { toast } from '../../parts/toast'
import { walking } from '../../router'
import { device } from '../../session'
import { reply } from '../../sync/mutations'
import type { Enclosed } from '../../types'
import { t } from '../../texts'
import type { Bubble, Card, ThreadLine } from '../../types'
import type { OwnChat } from '../own/calls'
import { wordsOf } from './bubble'
import { enclose, voiced } from './enclose'
import { KnownRow, useKnown } from './knows'
import { OwnWay, stillOpen } from './ownway'
import { quoted } from './thread'
import { mayRecord, RecordingRow, useVoice } from './voicing'

const fine = matchMedia('(pointer: fine)')
const tallest = 168
const mostFiles = 10

function fit(field: HTMLTextAreaElement): void {
  field.style.height = 'auto'
  field.style.height = `${Math.min(field.scrollHeight, tallest)}px`
}

function Quoting({ bubble }: { bubble: Bubble }) {
  return (
    <div class="quoting">
      <Icon name="reply" size={20} />
      <span>
        <b>{bubble.direction === 'in' ? t('phone.thread.client') : (bubble.author?.name ?? t('phone.thread.you'))}</b>
        <span>{wordsOf(bubble)}</span>
      </span>
      <button
        type="button"
        class="round"
        aria-label={t('phone.thread.stop_quoting')}
        onClick={() => {
          quoted.value = null
        }}
      >
        <Icon name="close" size={20} />
      </button>
    </div>
  )
}

const nameOf = (file: Enclosed): string => (file.kind === 'voice' ? t('phone.kind.voice') : file.name)

function EnclosedRow({ files, onRemove }: { files: readonly Enclosed[]; onRemove: (id: string) => void }) {
  return (
    <ul class="enclosed">
      {files.map((file) => (
        <li key={file.id}>
          <Icon name={file.kind === 'photo' ? 'photo' : 'document'} size={18} />
          <span>{nameOf(file)}</span>
          <button
            type="button"
            class="round"
            aria-label={t('phone.thread.remove_file', { name: nameOf(file) })}
            onClick={() => onRemove(file.id)}
          >
            <Icon name="close" size={16} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Unconnected({ line, phone }: { line: ThreadLine; phone: string | null }) {
  return (
    <div class="unconnected" role="note">
      <p>{t('phone.thread.not_connected', { person: addressed(line) })}</p>
      {phone && (
        <a class="button primary" href={telephone(phone)}>
          <Icon name="call" size={20} />
          {t('phone.act.call')}
        </a>
      )}
    </div>
  )
}

function useDraft(id: string): [string, (value: string) => void] {
  const [text, setText] = useState(drafts.get(id) ?? '')
  const write = (value: string): void => {
    setText(value)
    noteDraft(id, value)
  }
  const back = restored.value
  useEffect(() => {
    if (!text) setText(drafts.get(id) ?? '')
  }, [back])
  const given = putIn.value
  useEffect(() => {
    if (given?.thread !== id) return
    putIn.value = null
    write(given.instead || !text.trim() ? given.text : `${text.trimEnd()} ${given.text}`)
  }, [given])
  return [text, write]
}

/** What the same person began to write here on another device; a tap takes it over, and another gives back. */
function Elsewhere({ line, text }: { line: ThreadLine; text: string }) {
  const { draft, thread_id: thread } = line
  if (!draft || draft.device === device() || draft.text.trim() === text.trim()) return null
  const take = (): void => {
    putIn.value = { thread, text: draft.text, instead: true }
    if (text.trim()) toast(t('phone.draft.taken'), () => (putIn.value = { thread, text, instead: true }))
  }
  return (
    <div class="quoting" data-draft>
      <Icon name="edit" size={20} />
      <span>
        <b>{t('phone.draft.elsewhere')}</b>
        <span>{draft.text}</span>
      </span>
      <button type="button" class="button small" onClick={take}>
        {t('phone.draft.take')}
      </button>
    </div>
  )
}

function AttachButton({ onFiles }: { onFiles: (chosen: readonly File[]) => void }) {
  const choose = (event: { currentTarget: HTMLInputElement }): void => {
    onFiles([...(event.currentTarget.files ?? [])])
    event.currentTarget.value = ''
  }
  return (
    <label class="round attach" title={t('phone.thread.attach')}>
      <Icon name="clip" />
      <input class="unseen" type="file" multiple aria-label={t('phone.thread.attach')} onChange={choose} />
    </label>
  )
}

interface WordsProps {
  text: string
  person: string
  onWords: (value: string) => void
  onFiles: (chosen: readonly File[]) => void
  onSend: () => void
}

function WordsField({ text, person, onWords, onFiles, onSend }: WordsProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (fine.matches && !walking.keys) field.current?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    if (field.current) fit(field.current)
  }, [text])
  // Enter sends where there is a keyboard; on glass it begins a new line and the button sends.
  const keys = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing || event.shiftKey) return
    if (!fine.matches && !event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    onSend()
  }
  const paste = (event: ClipboardEvent): void => {
    const pasted = [...(event.clipboardData?.files ?? [])]
    if (pasted.length === 0) return
    event.preventDefault()
    onFiles(pasted)
  }
  return (
    <textarea
      ref={field}
      rows={1}
      value={text}
      placeholder={t('phone.thread.write')}
      aria-label={t('phone.thread.write_to', { person })}
      onInput={(event) => onWords(event.currentTarget.value)}
      onKeyDown={keys}
      onPaste={paste}
    />
  )
}

/** What goes along with the words, and whether some of it is still being made ready. */
function useEnclosed() {
  const [files, setFiles] = useState<readonly Enclosed[]>([])
  const [waits, setWaits] = useState(0)
  const line = useRef(Promise.resolve())
  const put = (file: Enclosed): void => setFiles((had) => [...had, file])
  const drop = (gone: string): void => setFiles((had) => had.filter((file) => file.id !== gone))
  // One after the other: several big pictures at once are more than a small phone has room for.
  const attach = (chosen: readonly File[]): void => {
    const taken = chosen.slice(0, Math.max(0, mostFiles - files.length - waits))
    if (taken.length < chosen.length) toast(t('phone.thread.too_many_files', { most: mostFiles }))
    setWaits((had) => had + taken.length)
    for (const file of taken) {
      line.current = line.current.then(async () => {
        put(await enclose(file))
        setWaits((had) => had - 1)
      })
    }
  }
  return { files, waits, put, drop, attach, empty: () => setFiles([]) }
}

interface ComposerProps {
  line: ThreadLine
  bubbles: readonly Bubble[]
  phone: string | null
  card: Card | null
  own: OwnChat | null
}

export function Composer({ line, bubbles, phone, card, own }: ComposerProps) {
  const id = line.thread_id
  const form = useRef<HTMLFormElement>(null)
  const [text, write] = useDraft(id)
  const { files, waits, put, drop, attach, empty } = useEnclosed()
  const asked = quoted.value ? bubbles.find((bubble) => bubble.id === quoted.value) : undefined
  const quiet = quietNow(card, now.value)
  const { knows, putAway, forget } = useKnown(text, card)
  const begun = text.trim() !== '' || files.length + waits > 0
  const ready = begun && !waits
  const send = (): void => {
    if (!ready) return
    reply(id, text.trim(), asked?.id ?? null, files, knows.map(({ fact }) => fact))
    write('')
    empty()
    forget()
    quoted.value = null
    form.current?.querySelector('textarea')?.focus()
  }
  // Only a tap sends; what came to its end by itself waits for one.
  const { recording, begin } = useVoice(({ blob, finished }) => {
    if (!finished) return put(voiced(blob))
    reply(id, '', asked?.id ?? null, [voiced(blob)])
    quoted.value = null
  })
  const shared = filesIn.value
  useEffect(() => {
    if (shared?.thread !== id) return
    filesIn.value = null
    attach(shared.files)
  }, [shared])
  const submit = (event: Event): void => {
    event.preventDefault()
    send()
  }
  if (!line.connected && !stillOpen(own)) return <Unconnected line={line} phone={phone} />
  return (
    <form ref={form} class="composer" onSubmit={submit}>
      {quiet && (
        <p class="quiet-hours" role="note">
          <Icon name="moon" size={18} />
          {quiet.why}
        </p>
      )}
      {own && <OwnWay chat={own} connected={line.connected} />}
      <Elsewhere line={line} text={text} />
      {asked && <Quoting bubble={asked} />}
      {knows.map((one) => (
        <KnownRow key={one.fact} one={one} onAway={() => putAway(one.fact)} />
      ))}
      {files.length > 0 && <EnclosedRow files={files} onRemove={drop} />}
      {recording && <RecordingRow recording={recording} />}
      <div class="composer-row" hidden={!!recording}>
        <AttachButton onFiles={attach} />
        <WordsField
          text={text}
          person={addressed(line)}
          onWords={write}
          onFiles={attach}
          onSend={send}
        />
        {!begun && mayRecord && (
          <button type="button" class="round" aria-label={t('phone.voice.record')} onClick={begin}>
            <Icon name="mic" />
          </button>
        )}
        <button
          type="submit"
          class={quiet ? 'send worded' : 'send'}
          aria-label={[t(knows.length ? 'phone.asks.anyway' : 'phone.thread.send'), quiet?.better].filter(Boolean).join(', ')}
          disabled={!ready}
        >
          {quiet && <span>{quiet.better}</span>}
          <Icon name="send" />
        </button>
      </div>
    </form>
  )
}
