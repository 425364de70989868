// A talk with somebody without a card: who it is can be found out.
import { useState } from 'preact/hooks'
import { later } from '../../parts/later'
import { t } from '../../texts'
import type { ThreadLine } from '../../types'

const WhoIsThis = later(() => import('./whois').then((it) => it.WhoIsThis))

export function Stranger({ line }: { line: ThreadLine }) {
  const [open, setOpen] = useState(false)
  return (
    <div class="stranger-bar">
      <p>
        <b>{t('phone.lobby.new_person')}</b> {t('phone.lobby.explain')}
      </p>
      <button type="button" class="button primary" onClick={() => setOpen(true)}>
        {t('phone.lobby.who')}
      </button>
      {open && <WhoIsThis line={line} onClose={() => setOpen(false)} />}
    </div>
  )
}
