// Texts with blanks: the second tap puts one into the field, filled from the card.
import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { uuid7 } from '../../ids'
import { putIn } from '../../parts/drafts'
import { Field } from '../../parts/field'
import { Icon } from '../../parts/icon'
import { Quiet, Skeleton } from '../../parts/page'
import { Segments } from '../../parts/segments'
import { Sheet } from '../../parts/sheet'
import { me } from '../../session'
import { t } from '../../texts'
import type { Card, ThreadLine } from '../../types'
import { blankName, filled, keyed, type Template, type Templates, worded } from './blanks'

// Kept for a talk without a line: texts of the house, nothing of a client.
const kept = 'okno.templates'
export const known = signal<Templates | null>(JSON.parse(localStorage.getItem(kept) ?? 'null') as Templates | null)

function keep(found: Templates): void {
  known.value = found
  localStorage.setItem(kept, JSON.stringify(found))
}

export const read = async (): Promise<void> => keep(await ask<Templates>('/api/templates'))
export const saidBy = (error: unknown): string =>
  error instanceof Problem ? (error.body.errors?.[0]?.message ?? error.message) : t('phone.cut.now')

interface SheetProps {
  line: ThreadLine
  card: Card | null
  onClose: () => void
}

function Row({ template, line, card, onClose, onEdit }: SheetProps & { template: Template; onEdit: () => void }) {
  const { text, missing } = filled(template, line, card, known.value!)
  const choose = (): void => {
    putIn.value = { thread: line.thread_id, text, instead: false }
    onClose()
  }
  const mine = !template.house || me.value?.person.role === 'supervisor'
  return (
    <div class="template" data-template={template.id}>
      <button type="button" class="template-use" disabled={missing.length > 0} onClick={choose}>
        <b>{template.title}</b>
        <span>
          {missing.length ? t('phone.templates.missing', { what: missing.join(', ') }) : text}
        </span>
      </button>
      {mine && (
        <button type="button" class="round" aria-label={t('phone.templates.edit', { name: template.title })} onClick={onEdit}>
          <Icon name="edit" size={20} />
        </button>
      )}
    </div>
  )
}

interface EditorProps {
  template: Template
  whose?: 'house' // asked for by a screen where there is no choice
  onDone: () => void
}

export function Editor({ template, whose, onDone }: EditorProps) {
  const [title, setTitle] = useState(template.title)
  const [text, setText] = useState(worded(template.text))
  const [house, setHouse] = useState(template.house)
  const [refusal, setRefusal] = useState<string | null>(null)
  const blanks = known.value?.blanks ?? []
  const address = `/api/templates/${template.id}`
  const act = async (way: () => Promise<void>): Promise<void> => {
    try {
      await way()
      onDone()
    } catch (error) {
      setRefusal(saidBy(error))
    }
  }
  const save = (event: Event): void => {
    event.preventDefault()
    const json = { title, text: keyed(text, blanks), house }
    void act(async () => keep(await ask<Templates>(address, { method: 'PUT', json })))
  }
  const remove = (): void => void act(() => ask<void>(address, { method: 'DELETE' }).then(read))
  return (
    <form class="form" onSubmit={save}>
      <Field label={t('phone.templates.name')} value={title} onInput={setTitle} required max={80} />
      <div class="field">
        <label for="template-text">{t('phone.templates.text')}</label>
        <textarea
          id="template-text"
          class="template-text"
          rows={5}
          maxLength={4000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <div class="chips template-blanks">
        {blanks.map((blank) => (
          <button key={blank} type="button" class="chip-button" onClick={() => setText(`${text}${blankName(blank)}`)}>
            {blankName(blank)}
          </button>
        ))}
      </div>
      {!whose && me.value?.person.role === 'supervisor' && !template.title && (
        <Segments
          label={t('phone.templates.whose')}
          chosen={house ? 'house' : 'own'}
          onChoose={(value) => setHouse(value === 'house')}
          options={[
            { value: 'own', text: t('phone.templates.own') },
            { value: 'house', text: t('phone.templates.house') },
          ]}
        />
      )}
      {refusal && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <button type="submit" class="button primary wide">
        {t('phone.save')}
      </button>
      {template.title && (
        <button type="button" class="button danger wide" onClick={remove}>
          {t('phone.templates.remove')}
        </button>
      )}
    </form>
  )
}

export function TemplateSheet(props: SheetProps) {
  const [failure, setFailure] = useState<string | null>(null)
  const [editing, setEditing] = useState<Template | null>(null)
  useEffect(() => {
    read().catch((error: unknown) => setFailure(saidBy(error)))
  }, [])
  const lines = known.value?.templates
  const begin = (): void => setEditing({ id: uuid7(), title: '', text: '', house: false })
  return (
    <Sheet title={t(editing ? 'phone.templates.one' : 'phone.templates.title')} onClose={props.onClose}>
      {editing && <Editor template={editing} onDone={() => setEditing(null)} />}
      {!editing && (
        <>
          {!lines && (failure ? <Quiet title={failure} /> : <Skeleton rows={3} />)}
          {lines?.length === 0 && <p class="sheet-text">{t('phone.templates.none')}</p>}
          {lines?.map((template) => (
            <Row key={template.id} {...props} template={template} onEdit={() => setEditing(template)} />
          ))}
          <button type="button" class="button wide" onClick={begin}>
            {t('phone.templates.new')}
          </button>
        </>
      )}
    </Sheet>
  )
}
