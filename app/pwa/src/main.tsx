// The start of the phone.
import { render } from 'preact'
import { App } from './app'
import { listenToKeys } from './parts/keys'
import { fetchSoon, wearMore } from './parts/later'
import { keepShell } from './parts/update'
import { fitToKeyboard } from './parts/viewport'
import { start } from './session'

fitToKeyboard()
listenToKeys()
render(<App />, document.getElementById('app')!)
// A phone that has nothing yet needs its whole line for the book: the shell is kept after it.
void start().then(() => {
  fetchSoon(
    () => import('./push/keeping').then((it) => it.keepPush()),
    () => import('./sync/capsules').then((it) => it.watchCapsules()),
  )
  void keepShell().catch(() => {})
})
wearMore()
