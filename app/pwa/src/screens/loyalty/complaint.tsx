// A complaint in the client's words; and what was done about it, which the client then confirms.
import { useState } from 'preact/hooks'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import type { Id } from '../../types'
import { complain, mended, takeBack, type Complaint } from './calls'

interface WordsProps {
  title: string
  label: string
  hint: string
  save: string
  onSave: (words: string) => void
  onClose: () => void
}

function Words({ title, label, hint, save, onSave, onClose }: WordsProps) {
  const [words, setWords] = useState('')
  return (
    <Sheet title={title} onClose={onClose}>
      <form
        class="form complaint-form"
        data-sheet="complaint"
        onSubmit={(event) => {
          event.preventDefault()
          if (words.trim()) onSave(words.trim())
        }}
      >
        <label class="field">
          <span class="field-name">{label}</span>
          <textarea
            rows={4}
            maxLength={2000}
            value={words}
            autofocus
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </label>
        <p class="sheet-text">{hint}</p>
        <button type="submit" class="button primary wide" disabled={!words.trim()}>
          {save}
        </button>
      </form>
    </Sheet>
  )
}

export function Complain({ client, onDone, onClose }: { client: Id; onDone: () => void; onClose: () => void }) {
  const save = (words: string): void => {
    const { id, answered } = complain(client, words)
    toast(t('phone.complaint.saved'), () => void takeBack(id).then(onDone))
    void answered.then(onDone)
    onClose()
  }
  return (
    <Words
      title={t('phone.complaint.new')}
      label={t('phone.complaint.what')}
      hint={t('phone.complaint.what_hint')}
      save={t('phone.log.save')}
      onSave={save}
      onClose={onClose}
    />
  )
}

export function Mend({ complaint, onDone, onClose }: { complaint: Complaint; onDone: () => void; onClose: () => void }) {
  const save = (words: string): void => {
    void mended(complaint.id, words).then((result) => {
      const asked = (result.result as { asked?: boolean } | undefined)?.asked
      toast(t(asked ? 'phone.complaint.client_asked' : 'phone.complaint.not_asked'))
      onDone()
    })
    onClose()
  }
  return (
    <Words
      title={t('phone.complaint.mend')}
      label={t('phone.complaint.done')}
      hint={t('phone.complaint.done_hint')}
      save={t('phone.complaint.ask')}
      onSave={save}
      onClose={onClose}
    />
  )
}
