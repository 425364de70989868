// Screens and sheets that the first paint does without: their code comes when they are first opened.
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { t } from '../texts'

const often: (() => Promise<unknown>)[] = []

// A component whose module is fetched when it is first shown:
// `const People = later(() => import('./screens/me/people').then((it) => it.People))`.
// What is opened many times a day is fetched as soon as the phone is idle, so that nobody waits for it.
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { soon = false } = {},
): ComponentType<Props> {
  let loaded: ComponentType<Props> | null = null
  if (soon) often.push(() => load().then((it) => (loaded = it)))
  return function Later(props: Props) {
    const [Screen, show] = useState<ComponentType<Props> | null>(() => loaded)
    const [failed, fail] = useState(false)
    const fetchIt = (): void => {
      fail(false)
      load().then(
        (it) => {
          loaded = it
          show(() => it)
        },
        () => fail(true),
      )
    }
    useEffect(() => {
      if (loaded) show(() => loaded)
      else fetchIt()
    }, [])
    if (Screen) return <Screen {...props} />
    if (!failed) return <div class="coming" aria-busy="true" />
    return (
      <div class="nothing-open" role="alert">
        <p>{t('phone.later.failed')}</p>
        <button type="button" class="button" onClick={fetchIt}>
          {t('phone.later.again')}
        </button>
      </div>
    )
  }
}

const restAfter = 1500 // ms: two dozen small answers, which a slow line would put before the first rows

export function fetchSoon(...more: (() => Promise<unknown>)[]): void {
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run)) // Safari has none
  const fetchAll = (): void => [...often, ...more].forEach((load) => void load().catch(() => {})) // tried again when opened
  setTimeout(() => idle(fetchAll), restAfter)
}

// The styles of these screens wait behind the first paint; from here on they hold.
export function wearMore(): void {
  document.querySelector<HTMLLinkElement>('#more')?.setAttribute('media', 'all')
}
