// Where the client writes: words, photos and files, a voice.
import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../parts/icon'
import { uuid7 } from '../ids'
import { changed, changing, finish, leave } from './change'
import type { Enclosed } from './kept'
import { write } from './sending'
import { able, record, type Recording } from '../parts/voice'
import { t } from './words'

const kept = 'okno.window.draft'
const largest = 20_000_000
const together = 10 // files of one message; more are further messages
const draft = signal(localStorage.getItem(kept) ?? '')
const byTouch = matchMedia('(pointer: coarse)')

function type(text: string): void {
  if (changing.peek()) {
    changed.value = text
    return
  }
  draft.value = text
  localStorage.setItem(kept, text)
}

const enclosed = (file: File): Enclosed => ({
  id: uuid7(),
  name: file.name,
  kind: file.type.startsWith('image/') ? 'photo' : 'document',
  blob: file,
})

/** True once its button is tapped; false where the sound is thrown away. */
const tapped = (show: (wait: Pick<Recording, 'finish' | 'cancel'>) => void): Promise<boolean> =>
  new Promise((give) => show({ finish: () => give(true), cancel: () => give(false) }))

export function Composer() {
  const field = useRef<HTMLTextAreaElement>(null)
  const files = useRef<HTMLInputElement>(null)
  const [recording, setRecording] = useState<Recording | null>(null)
  const [trouble, setTrouble] = useState('')
  const changes = changing.value
  const text = changes ? changed.value : draft.value

  useEffect(() => {
    const box = field.current
    if (!box) return
    box.style.height = 'auto'
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`
  }, [text, recording])
  useEffect(() => {
    if (changes) field.current?.focus()
  }, [changes])

  const send = async (): Promise<void> => {
    const words = text.trim()
    if (!words) return
    if (changes) {
      setTrouble(await finish(words))
      return
    }
    type('')
    field.current?.focus()
    await write(words, [])
  }
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || byTouch.matches) return
    event.preventDefault()
    void send()
  }
  const enclose = async (): Promise<void> => {
    const chosen = [...(files.current?.files ?? [])]
    if (files.current) files.current.value = ''
    const empty = chosen.some((file) => !file.size) ? t('window.ui.empty_file') : ''
    setTrouble(chosen.some((file) => file.size > largest) ? t('window.ui.too_large') : empty)
    const fit = chosen.filter((file) => file.size && file.size <= largest)
    if (!fit.length) return
    const words = text.trim()
    type('')
    for (let n = 0; n < fit.length; n += together)
      await write(n ? '' : words, fit.slice(n, n + together).map(enclosed))
  }
  const speak = async (): Promise<void> => {
    setTrouble('')
    try {
      const begun = await record()
      setRecording(begun)
      const sound = await begun.done
      // Only a tap sends: what came to its end by itself waits for one.
      const wanted = sound && (sound.finished || (await tapped((wait) => setRecording({ ...begun, ...wait }))))
      setRecording(null)
      if (wanted) await write('', [{ id: uuid7(), name: 'voice', kind: 'voice', blob: sound.blob }])
    } catch {
      setRecording(null)
      setTrouble(t('window.ui.no_microphone'))
    }
  }
  return (
    <footer class="composer">
      <p class="trouble" role="alert">
        {trouble}
      </p>
      {changes && (
        <p class="changing">
          {t('window.ui.changing')}
          <button type="button" class="round" aria-label={t('window.ui.cancel')} onClick={leave}>
            <Icon name="close" />
          </button>
        </p>
      )}
      {recording ? (
        <div class="row">
          <button type="button" class="round" aria-label={t('window.ui.cancel')} onClick={() => recording.cancel()}>
            <Icon name="close" />
          </button>
          <p class="recording" role="status">
            {t('window.ui.recording')}
          </p>
          <button type="button" class="round send" aria-label={t('window.ui.finish')} onClick={() => recording.finish()}>
            <Icon name="send" />
          </button>
        </div>
      ) : (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <input ref={files} type="file" multiple hidden onChange={() => void enclose()} />
          {!changes && (
            <button type="button" class="round" aria-label={t('window.ui.attach')} onClick={() => files.current?.click()}>
              <Icon name="clip" />
            </button>
          )}
          <textarea
            ref={field}
            rows={1}
            maxLength={20_000}
            aria-label={t('window.ui.message')}
            placeholder={t('window.ui.message')}
            value={text}
            onInput={(event) => type(event.currentTarget.value)}
            onKeyDown={key}
          />
          {text.trim() || !able() ? (
            <button type="submit" class="round send" aria-label={t('window.ui.send')}>
              <Icon name="send" />
            </button>
          ) : (
            <button type="button" class="round" aria-label={t('window.ui.record')} onClick={() => void speak()}>
              <Icon name="mic" />
            </button>
          )}
        </form>
      )}
    </footer>
  )
}
