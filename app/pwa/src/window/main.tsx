// The client's window: one talk with one's own manager, in any browser, without an account.
import { render } from 'preact'
import { effect } from '@preact/signals'
import { Composer } from './composer'
import { Head } from './head'
import { stayLive } from './live'
import { compare } from './push'
import { resume } from './sending'
import { open, stage } from './state'
import { Talk } from './talk'
import { language, speak, t } from './words'

function Notice({ words, retry }: { words: string; retry?: boolean }) {
  return (
    <main class="notice">
      <p role="alert">{words}</p>
      {retry && (
        <button type="button" class="button" onClick={() => location.reload()}>
          {t('window.ui.again')}
        </button>
      )}
    </main>
  )
}

function Window() {
  if (stage.value === 'opening') return <main class="notice" aria-busy="true" />
  if (stage.value === 'closed') return <Notice words={t('window.ui.no_window')} />
  if (stage.value === 'ended') return <Notice words={t('window.ui.ended')} />
  if (stage.value === 'forgotten') return <Notice words={t('window.ui.forgotten')} />
  if (stage.value === 'stuck') return <Notice words={t('window.ui.no_start')} retry />
  return (
    <>
      <Head />
      <Talk />
      <Composer />
    </>
  )
}

// A keyboard takes its part of the screen: the words just written stay above it.
function fit(): void {
  const seen = window.visualViewport
  if (!seen) return
  const set = (): void => document.documentElement.style.setProperty('--seen', `${seen.height}px`)
  seen.addEventListener('resize', set)
  set()
}

async function start(): Promise<void> {
  await Promise.allSettled([speak(language.value), open()])
  render(<Window />, document.getElementById('window')!)
}

fit()
stayLive()
effect(() => {
  if (stage.value !== 'open') return
  void resume()
  void compare().catch(() => {}) // cut: the next opening asks again
})
void start()
