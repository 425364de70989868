// Photos, voices, documents and places inside a bubble.
import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { fileAddress } from '../../api'
import { Icon } from '../../parts/icon'
import { language, t } from '../../texts'
import type { Attachment, Bubble } from '../../types'

export const photoOpen = signal<{ address: string; name: string } | null>(null)

const sizeUnits: [number, string][] = [
  [1_000_000, 'phone.size.mb'],
  [1000, 'phone.size.kb'],
]
function sizeWords(size: number | null): string {
  const unit = size === null ? undefined : sizeUnits.find(([bytes]) => size >= bytes)
  return unit ? t(unit[1], { size: Math.round((size! / unit[0]) * 10) / 10 }) : ''
}

const length = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

const unready: Record<string, string> = {
  fetching: 'phone.file.fetching',
  failed: 'phone.file.failed',
  too_large: 'phone.file.too_large',
}

function Photo({ file, preview }: { file: Attachment; preview: string | undefined }) {
  const [broken, setBroken] = useState(false)
  const source = preview ?? fileAddress(file.id)
  if (broken) return <Unready file={{ ...file, state: 'failed' }} />
  return (
    <button
      type="button"
      class="photo"
      aria-label={t('phone.file.open_photo')}
      onClick={() => {
        photoOpen.value = { address: source, name: file.name ?? '' }
      }}
    >
      <img src={source} alt={t('phone.kind.photo')} loading="lazy" decoding="async" onError={() => setBroken(true)} />
    </button>
  )
}

function Unready({ file }: { file: Attachment }) {
  return (
    <span class="file" data-file={file.state}>
      <span class="file-icon">
        <Icon name="alert" size={20} />
      </span>
      <span class="file-words">
        <b>{file.name ?? t('phone.kind.document')}</b>
        <span>{t(unready[file.state] ?? 'phone.file.fetching')}</span>
      </span>
    </span>
  )
}

const speeds = [1, 1.5, 2]
/** How fast voices play: chosen once, for all of them. */
const speed = signal(1)

function Voice({ file, preview }: { file: Attachment; preview: string | undefined }) {
  const sound = useRef<HTMLAudioElement>(null)
  const [playing, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const whole = file.seconds ?? (sound.current?.duration || 0)
  const toggle = (): void => {
    if (sound.current) void (playing ? sound.current.pause() : sound.current.play().catch(() => {}))
  }
  const faster = (): void => {
    speed.value = speeds[(speeds.indexOf(speed.value) + 1) % speeds.length]!
  }
  useEffect(() => {
    if (sound.current) sound.current.playbackRate = speed.value
  }, [speed.value])
  const seek = (event: { currentTarget: HTMLInputElement }): void => {
    if (sound.current) sound.current.currentTime = Number(event.currentTarget.value)
  }
  return (
    <span class="voice">
      <button
        type="button"
        class="voice-play"
        aria-label={t(playing ? 'phone.file.pause' : 'phone.file.play')}
        onClick={toggle}
      >
        <Icon name={playing ? 'pause' : 'play'} size={22} />
      </button>
      <span class="voice-track">
        <input
          type="range"
          min="0"
          max={whole || 1}
          step="0.1"
          value={at}
          aria-label={t('phone.kind.voice')}
          onInput={seek}
          style={{ '--gone': `${(at / (whole || 1)) * 100}%` }}
        />
        <span class="voice-time">
          {t('phone.kind.voice')} · {length(playing || at ? at : whole)}
        </span>
      </span>
      <button type="button" class="voice-speed" aria-label={t('phone.voice.speed', { times: speed.value })} onClick={faster}>
        {speed.value.toLocaleString(language.value)}×
      </button>
      <audio
        ref={sound}
        src={preview ?? fileAddress(file.id)}
        preload="none"
        onPlay={() => {
          sound.current!.playbackRate = speed.value
          setPlaying(true)
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
      />
    </span>
  )
}

function Document({ file, preview }: { file: Attachment; preview: boolean }) {
  const inside = (
    <>
      <span class="file-icon">
        <Icon name="document" size={22} />
      </span>
      <span class="file-words">
        <b>{file.name ?? t('phone.kind.document')}</b>
        <span>{sizeWords(file.size)}</span>
      </span>
    </>
  )
  return preview ? (
    <span class="file">{inside}</span>
  ) : (
    <a class="file" href={fileAddress(file.id)} download={file.name ?? ''}>
      {inside}
    </a>
  )
}

export function Attachments({ bubble }: { bubble: Bubble }) {
  if (bubble.attachments.length === 0) return null
  return (
    <span class="things">
      {bubble.attachments.map((file) => {
        if (file.state !== 'ready') return <Unready key={file.id} file={file} />
        if (file.kind === 'photo') return <Photo key={file.id} file={file} preview={bubble.previews?.get(file.id)} />
        if (file.kind === 'voice') return <Voice key={file.id} file={file} preview={bubble.previews?.get(file.id)} />
        return <Document key={file.id} file={file} preview={bubble.previews !== undefined} />
      })}
    </span>
  )
}

/** A place opens in whatever map the phone has; nobody else learns where the client stands. */
export function PlaceLink({ at }: { at: { latitude: number; longitude: number } }) {
  const words = `${at.latitude.toFixed(5)}, ${at.longitude.toFixed(5)}`
  return (
    <a
      class="place"
      href={`geo:${at.latitude},${at.longitude}?q=${at.latitude},${at.longitude}`}
      target="_blank"
      rel="noreferrer"
    >
      <span class="place-map" aria-hidden="true">
        <Icon name="pin" size={30} />
      </span>
      <span class="file-words">
        <b>{t('phone.kind.location')}</b>
        <span>{words}</span>
      </span>
    </a>
  )
}

/** One photo over everything; a tap anywhere closes it. */
export function PhotoView() {
  const dialog = useRef<HTMLDialogElement>(null)
  const photo = photoOpen.value
  useEffect(() => {
    if (photo && !dialog.current?.open) dialog.current?.showModal()
  }, [photo])
  if (!photo) return null
  const close = (): void => {
    dialog.current?.close() // so that the focus goes back to where it was
    photoOpen.value = null
  }
  return (
    <dialog
      ref={dialog}
      class="photo-view"
      aria-label={photo.name || t('phone.kind.photo')}
      onClick={close}
      onClose={close}
    >
      <img src={photo.address} alt={photo.name || t('phone.kind.photo')} />
      <button type="button" class="round" aria-label={t('phone.close')} onClick={close}>
        <Icon name="close" />
      </button>
    </dialog>
  )
}
