// A voice instead of words: a tap begins, a tap sends, and until then it can be thrown away.
import { useEffect, useRef, useState } from 'preact/hooks'
import { announce } from '../../parts/announce'
import { Icon } from '../../parts/icon'
import { toast } from '../../parts/toast'
import { able, record, type Recording, type Sound } from '../../parts/voice'
import { t } from '../../texts'

const longest = 2 * 60_000
export const mayRecord = able()

/** The recording that runs, and how one is begun. */
export function useVoice(onSound: (sound: Sound) => void) {
  const [recording, setRecording] = useState<Recording | null>(null)
  const busy = useRef(false)
  const left = useRef(false)
  // Whoever leaves the talk sends nothing, also while the browser is still asking for the microphone.
  useEffect(() => () => void (left.current = true), [])
  useEffect(() => () => recording?.cancel(), [recording])
  const begin = async (): Promise<void> => {
    if (busy.current) return
    busy.current = true
    try {
      const begun = await record(longest)
      if (left.current) return begun.cancel()
      setRecording(begun)
      announce(t('phone.voice.recording'))
      const sound = await begun.done
      if (sound) onSound(sound)
    } catch {
      if (!left.current) toast(t('phone.voice.no_microphone'))
    } finally {
      busy.current = false
    }
    setRecording(null)
  }
  return { recording, begin: () => void begin() }
}

/** How long it has been running: people speak shorter when they see it. */
function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const from = Date.now()
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - from) / 1000)), 250)
    return () => clearInterval(timer)
  }, [])
  return seconds
}

export function RecordingRow({ recording }: { recording: Recording }) {
  const seconds = useSeconds()
  return (
    <div class="composer-row recording" role="group" aria-label={t('phone.voice.recording')}>
      <button type="button" class="round" aria-label={t('phone.voice.drop')} onClick={() => recording.cancel()}>
        <Icon name="close" />
      </button>
      <p aria-hidden="true">
        <i />
        {t('phone.voice.recording')} {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
      </p>
      <button type="button" class="send" aria-label={t('phone.voice.send')} onClick={() => recording.finish()}>
        <Icon name="send" />
      </button>
    </div>
  )
}
