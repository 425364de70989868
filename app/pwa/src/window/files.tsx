// Photos, voices, documents and places in the talk.
import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../parts/icon'
import { fileAddress } from './api'
import type { Enclosed } from './kept'
import type { File_, Saying } from './state'
import { t } from './words'

function One({ file }: { file: File_ }) {
  const address = fileAddress(file.id)
  if (file.state !== 'ready')
    return <p class="faint">{t(file.state === 'fetching' ? 'window.ui.fetching' : 'window.ui.lost')}</p>
  if (file.kind === 'photo')
    return (
      <a href={address} target="_blank" rel="noopener">
        <img class="photo" src={address} alt={t('window.ui.photo')} loading="lazy" decoding="async" />
      </a>
    )
  if (file.kind === 'voice') return <audio controls preload="none" src={address} aria-label={t('window.ui.voice')} />
  return (
    <a class="file" href={address} download={file.name ?? ''}>
      <Icon name="document" size={22} />
      {file.name}
    </a>
  )
}

export function Files({ saying }: { saying: Saying }) {
  const { location } = saying
  return (
    <>
      {saying.files.map((file) => (
        <One file={file} key={file.id} />
      ))}
      {location && (
        <p class="file">
          <Icon name="pin" size={22} />
          {t('window.ui.place')}: {location.latitude.toFixed(5)}, {location.longitude.toFixed(5)}
        </p>
      )}
    </>
  )
}

function Preview({ file }: { file: Enclosed }) {
  const [address, setAddress] = useState('')
  useEffect(() => {
    const made = URL.createObjectURL(file.blob)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [file.blob])
  if (!address) return null
  return file.kind === 'photo' ? (
    <img class="photo" src={address} alt={t('window.ui.photo')} />
  ) : (
    <audio controls src={address} aria-label={t('window.ui.voice')} />
  )
}

/** What was enclosed here and is still on its way. */
export function Mine({ files }: { files: Enclosed[] }) {
  return (
    <>
      {files.map((file) =>
        file.kind === 'document' ? (
          <p class="file" key={file.id}>
            <Icon name="document" size={22} />
            {file.name}
          </p>
        ) : (
          <Preview file={file} key={file.id} />
        ),
      )}
    </>
  )
}
