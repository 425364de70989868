// Rows of the book, and of the house where the client is somebody else's.
import { Avatar } from '../../parts/avatar'
import { carLine, shortName, under } from '../../parts/names'
import { WaitChip } from '../../parts/wait'
import { route } from '../../router'
import { me } from '../../session'
import { t } from '../../texts'
import type { ClientLine, FoundClient } from '../../types'

/** A text in pieces, every second one marked: the letters that were searched for. */
function Marked({ pieces }: { pieces: readonly string[] }) {
  return <>{pieces.map((piece, n) => (n % 2 ? <mark key={n}>{piece}</mark> : piece))}</>
}

interface ClientRowProps {
  line: ClientLine
  name?: readonly string[] | undefined
  evidence?: readonly string[] | undefined
}

export function ClientRow({ line, name, evidence }: ClientRowProps) {
  const here = route.value
  const opened =
    (here.screen === 'card' && here.id === line.id) || (here.screen === 'thread' && here.id === line.thread_id)
  const words = under(line) || (line.connected ? '' : t('phone.clients.not_connected'))
  return (
    <a class="row" href={`/clients/${line.id}`} data-client={line.id} aria-current={opened ? 'page' : undefined}>
      <Avatar id={line.id} name={line.address_form || line.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{name ? <Marked pieces={name} /> : line.name}</b>
        </span>
        <span class="row-last lines-1">{evidence ? <Marked pieces={evidence} /> : words}</span>
      </span>
      {line.waiting_since && (
        <span class="row-end">
          <WaitChip line={line} />
        </span>
      )}
    </a>
  )
}

interface FoundRowProps {
  found: FoundClient
  name?: readonly string[] | undefined
  onPick?: (() => void) | undefined
}

/** A client of the house: of a colleague's, who it is and whose, and a tap that receives the visit. */
export function FoundRow({ found, name, onPick }: FoundRowProps) {
  const tail = found.phone_tail ? `…${found.phone_tail.replace(/^(\d\d)(\d\d)$/, '$1-$2')}` : null
  const facts = found.mine
    ? [carLine(found), tail]
    : [tail, t('phone.clients.owner', { person: shortName(found.owner) })]
  const inside = (
    <>
      <Avatar id={found.id} name={found.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{name ? <Marked pieces={name} /> : found.name}</b>
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
