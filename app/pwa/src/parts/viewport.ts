// The keyboard shrinks what can be seen, not the page: the page follows what can be seen.

export function fitToKeyboard(): void {
  const seen = window.visualViewport
  if (!seen) return
  const fit = (): void => {
    // Pinching to look closer is not a keyboard.
    if (seen.scale > 1.01) return
    const root = document.documentElement.style
    root.setProperty('--seen-height', `${Math.round(seen.height)}px`)
    root.setProperty('--seen-top', `${Math.round(seen.offsetTop)}px`)
  }
  seen.addEventListener('resize', fit)
  seen.addEventListener('scroll', fit)
  fit()
}
