// The keyboard on a desk: J and K walk a list, slash searches, Escape goes back.
import { back, beside, detailOpen, go, walking } from '../router'

const typing = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, textarea, select, dialog') !== null

function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLAnchorElement>('.pane-list a.row')]
  const focused = rows.indexOf(document.activeElement as HTMLAnchorElement)
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.getAttribute('aria-current') === 'page')
  const next = rows[Math.max(0, Math.min(rows.length - 1, from + by))]
  walking.keys = true
  next?.focus()
  if (next && beside()) go(next.pathname, detailOpen.value)
}

export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && detailOpen.value && !document.querySelector('dialog[open]')) return back()
    if (typing(event.target)) return
    // The place of the key, not its letter: J and K lie under О and Л on a Russian keyboard.
    if (event.code === 'KeyJ') step(1)
    else if (event.code === 'KeyK') step(-1)
    else if (event.key === '/' || event.code === 'Slash') {
      event.preventDefault()
      go('/clients')
      requestAnimationFrame(() => document.querySelector<HTMLInputElement>('.pane-list input[type=search]')?.focus())
    }
  })
}
