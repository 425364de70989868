// The house's texts with blanks: written here once, used by every manager in two taps.
import { useEffect, useState } from 'preact/hooks'
import { uuid7 } from '../../ids'
import { Icon } from '../../parts/icon'
import { Quiet, Skeleton } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { t } from '../../texts'
import { type Template, worded } from '../thread/blanks'
import { BackButton } from '../thread/head'
import { Editor, known, read, saidBy } from '../thread/templates'

function Row({ template, onOpen }: { template: Template; onOpen: () => void }) {
  return (
    <button type="button" class="row" data-template={template.id} onClick={onOpen}>
      <span class="row-main">
        <span class="row-title">
          <b>{template.title}</b>
        </span>
        <span class="row-last lines-2">{worded(template.text)}</span>
      </span>
      <Icon name="forward" size={18} />
    </button>
  )
}

export function HouseTemplates() {
  const [failure, setFailure] = useState<string | null>(null)
  const [editing, setEditing] = useState<Template | null>(null)
  useEffect(() => {
    read().catch((error: unknown) => setFailure(saidBy(error)))
  }, [])
  const ours = known.value?.templates.filter((one) => one.house)
  const close = (): void => setEditing(null)
  const begin = (): void => setEditing({ id: uuid7(), title: '', text: '', house: true })
  return (
    <div class="page detail" data-screen="templates" aria-busy={!ours && !failure}>
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.templates.of_house')}</h1>
      </header>
      <div class="page-scroll">
        {!ours && (failure ? <Quiet title={failure} /> : <Skeleton rows={4} />)}
        {ours?.length === 0 && <Quiet title={t('phone.templates.none')} text={t('phone.templates.of_house_more')} />}
        {!!ours?.length && (
          <div class="group">
            {ours.map((template) => (
              <Row key={template.id} template={template} onOpen={() => setEditing(template)} />
            ))}
          </div>
        )}
        {ours && (
          <button type="button" class="button primary templates-new" onClick={begin}>
            <Icon name="plus" size={20} />
            {t('phone.templates.new')}
          </button>
        )}
      </div>
      {editing && (
        <Sheet title={t('phone.templates.one')} onClose={close}>
          <Editor template={editing} whose="house" onDone={close} />
        </Sheet>
      )}
    </div>
  )
}
