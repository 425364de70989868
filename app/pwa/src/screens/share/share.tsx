// Words and photos that another app shares: for which client? They go into that talk's draft and are sent from there.
import { useEffect, useState } from 'preact/hooks'
import { filesIn, putIn } from '../../parts/drafts'
import { Icon } from '../../parts/icon'
import { Quiet } from '../../parts/page'
import { Sheet } from '../../parts/sheet'
import { go } from '../../router'
import { clientLines } from '../../sync/view'
import { t } from '../../texts'
import type { Id } from '../../types'
import { Who } from '../log/who'

interface Shared {
  text: string
  files: File[]
}

/** The service worker holds it; without one nothing can be shared here. */
function ask(): Promise<Shared | null> {
  const worker = navigator.serviceWorker?.controller
  if (!worker) return Promise.resolve(null)
  return new Promise((give) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = ({ data }: MessageEvent<Shared | null>) => give(data)
    worker.postMessage('what was shared', [port2])
    setTimeout(() => give(null), 5_000)
  })
}

export function ShareSheet({ onClose }: { onClose: () => void }) {
  const [shared, setShared] = useState<Shared | null | 'none'>(null)
  useEffect(() => {
    void ask().then((it) => setShared(it && (it.text || it.files.length) ? it : 'none'))
  }, [])
  const pick = (client: Id): void => {
    const thread = clientLines.value.get(client)?.thread_id
    if (!thread || !shared || shared === 'none') return
    if (shared.files.length) filesIn.value = { thread, files: shared.files }
    if (shared.text) putIn.value = { thread, text: shared.text, instead: false }
    onClose()
    go(`/threads/${thread}`)
  }
  return (
    <Sheet title={t('phone.share_in.title')} onClose={onClose}>
      {shared === 'none' && <Quiet title={t('phone.share_in.none')} text={t('phone.share_in.none_more')} />}
      {shared && shared !== 'none' && (
        <div class="log">
          <p class="share-what">
            <Icon name={shared.files.length ? 'photo' : 'edit'} size={20} />
            <span>{shared.text || t('phone.share_in.files', { n: shared.files.length })}</span>
          </p>
          <Who onPick={pick} reached />
        </div>
      )}
    </Sheet>
  )
}
