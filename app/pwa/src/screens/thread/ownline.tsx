// What a voice is about, in one's own words: so that nobody has to hear it again.
import { useState } from 'preact/hooks'
import { Field } from '../../parts/field'
import { sumUp } from '../../sync/mutations'
import { t } from '../../texts'
import type { Bubble } from '../../types'

const longest = 200

export function OwnLine({ bubble, onDone }: { bubble: Bubble; onDone: () => void }) {
  const [line, setLine] = useState(bubble.line ?? '')
  const save = (event: Event): void => {
    event.preventDefault()
    if (line.trim() !== (bubble.line ?? '')) void sumUp(bubble.id, line.trim())
    onDone()
  }
  return (
    <form class="form own-line-form" onSubmit={save}>
      <Field label={t('phone.own_line.label')} hint={t('phone.own_line.hint')} value={line} onInput={setLine} max={longest} />
      <button type="submit" class="button primary wide">
        {t('phone.save')}
      </button>
    </form>
  )
}
