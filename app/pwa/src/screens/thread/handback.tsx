// Handing a client back: a line for the owner, now or when it is asked for.
import { useId, useState } from 'preact/hooks'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { WordsField } from '../../parts/words'
import { handBack, returnNote } from '../../sync/mutations'
import { reach } from '../../sync/store'
import { t } from '../../texts'
import type { Notice, ThreadLine } from '../../types'

const longest = 2000

interface NoteProps {
  title: string
  text: string
  action: string
  required: boolean
  onSave: (words: string) => void
  onClose: () => void
}

function NoteSheet({ title, text, action, required, onSave, onClose }: NoteProps) {
  const [words, setWords] = useState('')
  const id = useId()
  const save = (event: Event): void => {
    event.preventDefault()
    if (required && !words.trim()) return
    if (reach.value === 'cut') toast(t('phone.outbox.kept'))
    onSave(words.trim())
    onClose()
  }
  return (
    <Sheet title={title} onClose={onClose}>
      <form class="form" onSubmit={save}>
        <label class="sheet-text" for={id}>
          {text}
        </label>
        <WordsField id={id} value={words} longest={longest} required={required} onWords={setWords} />
        <button type="submit" class="button primary wide" disabled={required && !words.trim()}>
          {action}
        </button>
      </form>
    </Sheet>
  )
}

export function HandBackSheet({ line, onClose }: { line: ThreadLine; onClose: () => void }) {
  const owner = line.owner?.name ?? ''
  return (
    <NoteSheet
      title={t('phone.hand_back.title')}
      text={t('phone.hand_back.text', { owner })}
      action={t('phone.hand_back.do')}
      required={false}
      onSave={(words) =>
        void handBack(line.client_id!, words).then(({ outcome }) => {
          if (outcome === 'applied') toast(t('phone.hand_back.done', { owner }))
        })
      }
      onClose={onClose}
    />
  )
}

/** The note that Today asks for after it was over. */
export function ReturnSheet({ notice, onClose }: { notice: Notice; onClose: () => void }) {
  return (
    <NoteSheet
      title={t('phone.return.title')}
      text={notice.text}
      action={t('phone.return.do')}
      required
      onSave={(words) => void returnNote(notice.id, words)}
      onClose={onClose}
    />
  )
}
