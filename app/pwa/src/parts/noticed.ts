// A notice that comes while the app is open is said once, wherever the person is.
import { effect } from '@preact/signals'
import { loaded, notices } from '../sync/store'
import type { Id } from '../types'
import { toast } from './toast'

let known: ReadonlySet<Id> | null = null

export function watchNotices(): void {
  effect(() => {
    const here = notices.value
    if (!loaded.value) return void (known = null)
    const fresh = known && [...here.values()].find((notice) => !known!.has(notice.id))
    known = new Set([...(known ?? []), ...here.keys()])
    if (fresh) toast(fresh.text)
  })
}
