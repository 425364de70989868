// Putting the app on the home screen: a button where the browser offers one.
import { signal } from '@preact/signals'

interface InstallEvent extends Event {
  prompt: () => Promise<unknown>
}

export const canInstall = signal<'ask' | null>(null)
let offered: InstallEvent | null = null

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  offered = event as InstallEvent
  canInstall.value = 'ask'
})
addEventListener('appinstalled', () => {
  canInstall.value = null
})

export async function install(): Promise<void> {
  await offered?.prompt()
  offered = null
  canInstall.value = null
}
