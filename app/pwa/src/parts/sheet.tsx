// A sheet from the lower edge on a phone, a window in the middle on a desk: the browser's own dialog.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { t } from '../texts'
import { Icon } from './icon'

interface SheetProps {
  title: string
  onClose: () => void
  children: ComponentChildren
}

export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const gone = useRef(false)
  const heading = useId()
  useEffect(() => {
    const shown = dialog.current!
    if (!shown.open) shown.showModal()
    return () => {
      gone.current = true
      if (shown.open) shown.close()
    }
  }, [])
  // The close event of a sheet that was replaced by another comes late and must not close its successor.
  const closed = (): void => {
    if (!gone.current) onClose()
  }
  // A tap beside the sheet lands on the dialog itself, never on what it holds.
  const outside = (event: MouseEvent): void => {
    if (event.target === dialog.current) onClose()
  }
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={heading}
      onClick={outside}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClose={closed}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="round" aria-label={t('phone.close')} onClick={onClose}>
            <Icon name="close" size={22} />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}

/** A question with one answer that changes something. */
export function Confirm({
  title,
  text,
  action,
  danger = false,
  onYes,
  onClose,
}: {
  title: string
  text: string
  action: string
  danger?: boolean
  onYes: () => void
  onClose: () => void
}) {
  return (
    <Sheet title={title} onClose={onClose}>
      <p class="sheet-text">{text}</p>
      <div class="sheet-actions">
        <button
          type="button"
          class={danger ? 'button danger' : 'button primary'}
          onClick={() => {
            onClose()
            onYes()
          }}
        >
          {action}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {t('phone.cancel')}
        </button>
      </div>
    </Sheet>
  )
}
