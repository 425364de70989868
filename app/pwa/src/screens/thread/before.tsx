// What a changed message said and showed before: earlier words with their hour, earlier pictures to look at.
import { useEffect, useState } from 'preact/hooks'
import { ask } from '../../api'
import { byWhen } from '../../clock'
import { t } from '../../texts'
import type { Attachment, Bubble, Instant } from '../../types'
import { Attachments } from './attachments'

interface History {
  words: { text: string; at: Instant; until: Instant }[]
  files: { file: Attachment; until: Instant }[]
}

/** null while it is on its way, false where the line is gone. */
function useHistory(bubble: Bubble): History | null | false {
  const [found, setFound] = useState<History | null | false>(null)
  useEffect(() => {
    let here = true
    ask<History>(`/api/messages/${bubble.id}/history`).then(
      (history) => here && setFound(history),
      () => here && setFound(false),
    )
    return () => {
      here = false
    }
  }, [bubble.id, bubble.edited_at])
  return found
}

export function Before({ bubble }: { bubble: Bubble }) {
  const found = useHistory(bubble)
  const bare = { ...bubble, previews: undefined }
  return (
    <section class="before" aria-label={t('phone.thread.before')} aria-busy={found === null}>
      <h3>{t('phone.thread.before')}</h3>
      {found === false && <p>{t('phone.thread.before_offline')}</p>}
      {found &&
        found.words.map(({ text, until }) => (
          <div key={until} class="before-words">
            <p>{text}</p>
            <span>{t('phone.thread.before_until', { at: byWhen(until) })}</span>
          </div>
        ))}
      {found &&
        found.files.map(({ file, until }) => (
          <div key={file.id} class="before-words">
            <Attachments bubble={{ ...bare, attachments: [file] }} />
            <span>{t('phone.thread.before_until', { at: byWhen(until) })}</span>
          </div>
        ))}
    </section>
  )
}
