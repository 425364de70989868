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
void start().then(() => fetchSoon(() => import('./push/keeping').then((it) => it.keepPush())))
wearMore()
void keepShell().catch(() => {})
