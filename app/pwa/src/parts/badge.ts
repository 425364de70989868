// The number of waiting people on the app's icon, where the platform shows one.
import { effect } from '@preact/signals'
import { unanswered } from '../sync/view'

export function watchBadge(): void {
  effect(() => {
    const count = unanswered.value.length
    if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => {})
  })
}
