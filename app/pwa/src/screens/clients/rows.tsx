// Rows of the book, and of the house where the client is somebody else's.
import { Avatar } from '../../parts/avatar'
import { carLine, shortName, under } from '../../parts/names'
import { WaitChip } from '../../parts/wait'
import { route } from '../../router'
import { me } from '../../session'
import { t } from '../../texts'
import type { ClientLine, FoundClient } from '../../types'

export function ClientRow({ line }: { line: ClientLine }) {
  const here = route.value
  const opened =
    (here.screen === 'card' && here.id === line.id) || (here.screen === 'thread' && here.id === line.thread_id)
  const words = under(line) || (line.connected ? '' : t('phone.clients.not_connected'))
  return (
    <a class="row" href={`/clients/${line.id}`} data-client={line.id} aria-current={opened ? 'page' : undefined}>
      <Avatar id={line.id} name={line.address_form || line.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{line.name}</b>
        </span>
        <span class="row-last lines-1">{words}</span>
      </span>
      {line.waiting_since && (
        <span class="row-end">
          <WaitChip line={line} />
        </span>
      )}
    </a>
  )
}

/** A client of the house: of a colleague's, who it is and whose, and a tap that receives the visit. */
export function FoundRow({ found, onPick }: { found: FoundClient; onPick?: () => void }) {
  const tail = found.phone_tail ? `…${found.phone_tail.replace(/^(\d\d)(\d\d)$/, '$1-$2')}` : null
  const facts = found.mine
    ? [carLine(found), tail]
    : [tail, t('phone.clients.owner', { person: shortName(found.owner) })]
  const inside = (
    <>
      <Avatar id={found.id} name={found.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{found.name}</b>
        </span>
        <span class="row-last lines-1">{facts.filter(Boolean).join(' · ')}</span>
      </span>
    </>
  )
  if (onPick)
    return (
      <button type="button" class="row" onClick={onPick} data-client={found.id}>
        {inside}
      </button>
    )
  const open = found.mine || me.value?.person.role === 'supervisor'
  return open ? (
    <a class="row" href={`/clients/${found.id}`} data-client={found.id}>
      {inside}
    </a>
  ) : (
    <div class="row closed" data-client={found.id}>
      {inside}
    </div>
  )
}
