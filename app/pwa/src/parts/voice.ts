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

export interface Sound {
  blob: Blob
  /** False where it came to an end by itself: the time was over, or the microphone was taken away. */
  finished: boolean
}

export interface Recording {
  /** The sound, or null where it was cancelled or there is none. */
  done: Promise<Sound | null>
  finish(): void
  cancel(): void
}

/** Ends by itself after `longest` milliseconds. */
export async function record(longest = 10 * 60_000): Promise<Recording> {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
  const silence = (): void => microphone.getTracks().forEach((track) => track.stop())
  try {
    return recorded(microphone, longest, silence)
  } catch (error) {
    silence()
    throw error
  }
}

function recorded(microphone: MediaStream, longest: number, silence: () => void): Recording {
  const mimeType = forms.find((form) => MediaRecorder.isTypeSupported(form))
  const recorder = new MediaRecorder(microphone, mimeType ? { mimeType } : {})
  const parts: Blob[] = []
  let wanted = true
  let finished = false
  const done = new Promise<Sound | null>((give) => {
    recorder.ondataavailable = (event) => parts.push(event.data)
    recorder.onstop = () => {
      clearTimeout(end)
      silence()
      const type = (recorder.mimeType || 'audio/webm').split(';')[0]
      const blob = new Blob(parts, { type })
      give(wanted && blob.size ? { blob, finished } : null)
    }
  })
  const stop = (): void => {
    clearTimeout(end)
    if (recorder.state !== 'inactive') recorder.stop()
  }
  recorder.start()
  const end = setTimeout(stop, longest)
  return {
    done,
    finish: () => {
      finished = recorder.state !== 'inactive'
      stop()
    },
    cancel: () => {
      wanted = false
      stop()
    },
  }
}
