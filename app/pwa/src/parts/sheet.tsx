// A sheet from the lower edge on a phone, a window in the middle on a desk: the browser's own dialog.
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { t } from '../texts'
import { Icon } from './icon'
import { covers, Toaster } from './toast'

interface SheetProps {
  title: string
  onClose: () => void
  children: ComponentChildren
}

type Written = HTMLInputElement | HTMLTextAreaElement
const holdsWords = 'textarea, input:is([type=text], [type=tel], [type=number])'

/** What was typed into a sheet and not saved: closing asks first, and goes on where the person was. */
function useWritten(onClose: () => void) {
  const written = useRef(new Set<Written>())
  const [asking, setAsking] = useState(false)
  const typed = ({ target }: Event): void => {
    if ((target as Element).matches(holdsWords)) written.current.add(target as Written)
    setAsking(false)
  }
  const unsaved = (): Written | undefined =>
    [...written.current].findLast((field) => field.isConnected && field.value.trim())
  const leave = (): void => (unsaved() ? setAsking(true) : onClose())
  const goOn = (): void => {
    setAsking(false)
    unsaved()?.focus()
  }
  return { asking, typed, unsaved, leave, goOn }
}

export function Sheet({ title, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const gone = useRef(false)
  const heading = useId()
  const { asking, typed, unsaved, leave, goOn } = useWritten(onClose)
  useEffect(() => {
    const shown = dialog.current!
    const from = document.activeElement as HTMLElement | null
    if (!shown.open) shown.showModal()
    covers.value = [...covers.value, dialog]
    return () => {
      gone.current = true
      covers.value = covers.value.filter((one) => one !== dialog)
      if (shown.open) shown.close()
      from?.focus({ preventScroll: true }) // the browser gives it back only to a dialog that is still there
    }
  }, [])
  // The close event of a sheet that was replaced by another comes late and must not close its successor. A second
  // Escape closes whatever the page says: what was typed brings the sheet back.
  const closed = (): void => {
    if (gone.current) return
    if (unsaved()) dialog.current?.showModal()
    leave()
  }
  // A tap beside the sheet lands on the dialog itself, never on what it holds.
  const outside = (event: MouseEvent): void => {
    if (event.target === dialog.current) leave()
  }
  return (
    <dialog
      ref={dialog}
      class="sheet"
      aria-labelledby={heading}
      onInput={typed}
      onClick={outside}
      onCancel={(event) => {
        event.preventDefault()
        leave()
      }}
      onClose={closed}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id={heading}>{title}</h2>
          <button type="button" class="round" aria-label={t('phone.close')} onClick={leave}>
            <Icon name="close" size={22} />
          </button>
        </header>
        {children}
      </div>
      {asking && (
        <div class="sheet-leave" role="alert">
          <p>{t('phone.unsaved')}</p>
          <button type="button" class="button primary" onClick={goOn}>
            {t('phone.unsaved.go_on')}
          </button>
          <button type="button" class="button" onClick={onClose}>
            {t('phone.unsaved.drop')}
          </button>
        </div>
      )}
      <Toaster on={dialog} />
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
