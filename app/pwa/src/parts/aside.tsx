// What a screen beside the book shows: read when it opens and when the line comes back; without one as it was last,
// with its age.
import { useEffect, useState } from 'preact/hooks'
import { Problem } from '../api'
import { byWhen } from '../clock'
import { keepBook } from '../sync/feed'
import { asides, reach, withRow } from '../sync/store'
import { t } from '../texts'

const keepEvery = 5 * 60_000 // also when nothing changed: how old it is, is told

function show(name: string, value: unknown): void {
  const before = asides.peek().get(name)
  asides.value = withRow(asides.peek(), name, { at: Date.now(), value })
  const same = before && JSON.stringify(before.value) === JSON.stringify(value)
  if (!same || Date.now() - before.at > keepEvery) keepBook()
}

export interface Read<T> {
  value: T | null
  /** What to say instead of it, or above what is old. */
  failure: string | null
  show: (value: T) => void
  look: () => void
}

export function useAside<T>(name: string, read: () => Promise<T>): Read<T> {
  const [failure, setFailure] = useState<string | null>(null)
  const last = asides.value.get(name)
  const look = (): void => {
    read().then(
      (value) => (show(name, value), setFailure(null)),
      (error: unknown) => setFailure(error instanceof Problem ? error.message : t('phone.cut.now')),
    )
  }
  const line = reach.value !== 'cut'
  useEffect(look, [line])
  const old = failure && last && t('phone.capsule.as_of', { at: byWhen(new Date(last.at).toISOString()) })
  return {
    value: (last?.value ?? null) as T | null,
    failure: old ?? failure,
    show: (value) => show(name, value),
    look,
  }
}
