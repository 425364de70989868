// A voice message: recorded by the browser in whatever form it knows.
// First what messengers play as a voice as it is.
const forms = [
  'audio/mp4;codecs=mp4a.40.2',
  'audio/ogg;codecs=opus',
  'audio/webm;codecs=opus',
  'audio/webm',
  'audio/mp4',
]

export const able = (): boolean => 'MediaRecorder' in window && !!navigator.mediaDevices

export interface Recording {
  /** The sound, or null where it was cancelled or there is none. */
  done: Promise<Blob | null>
  finish(): void
  cancel(): void
}

/** Ends by itself after `longest` milliseconds. */
export async function record(longest = 10 * 60_000): Promise<Recording> {
  const sound = await navigator.mediaDevices.getUserMedia({ audio: true })
  const mimeType = forms.find((form) => MediaRecorder.isTypeSupported(form))
  const recorder = new MediaRecorder(sound, mimeType ? { mimeType } : {})
  const parts: Blob[] = []
  let wanted = true
  const done = new Promise<Blob | null>((give) => {
    recorder.ondataavailable = (event) => parts.push(event.data)
    recorder.onstop = () => {
      for (const track of sound.getTracks()) track.stop()
      const type = (recorder.mimeType || 'audio/webm').split(';')[0]
      const whole = new Blob(parts, { type })
      give(wanted && whole.size ? whole : null)
    }
  })
  const stop = (): void => {
    clearTimeout(end)
    if (recorder.state !== 'inactive') recorder.stop()
  }
  const end = setTimeout(stop, longest)
  recorder.start()
  return {
    done,
    finish: stop,
    cancel: () => {
      wanted = false
      stop()
    },
  }
}
