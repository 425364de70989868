// Whom the words are about: the last five one talked to, anybody of the book by a search, or somebody new.
import { useState } from 'preact/hooks'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { addressed, carLine } from '../../parts/names'
import { SearchField } from '../../parts/search'
import { clientLines } from '../../sync/view'
import { t } from '../../texts'
import type { ClientLine, Id } from '../../types'
import { look } from '../clients/looking'

const lastAt = (line: ClientLine): string => {
  const [talk, met] = [line.last_at ?? '', line.met_at ?? '']
  return talk > met ? talk : met
}

function lastFive(of: ClientLine[]): ClientLine[] {
  const lines = of.filter((line) => lastAt(line))
  return lines.sort((a, b) => (lastAt(a) < lastAt(b) ? 1 : -1)).slice(0, 5)
}

interface WhoProps {
  onPick: (id: Id) => void
  onNew?: () => void
  reached?: boolean // only those who can be written to
}

export function Who({ onPick, onNew, reached = false }: WhoProps) {
  const [words, setWords] = useState('')
  const search = words.trim()
  const lines = [...clientLines.value.values()].filter((line) => !reached || (line.connected && line.thread_id))
  const { fitting, alike } = look(search ? lines : [], search)
  const shown = search ? [...fitting, ...alike].slice(0, 5) : lastFive(lines)
  return (
    <div class="log-who">
      <ul aria-label={t('phone.log.who')}>
        {shown.map((line) => (
          <li key={line.id}>
            <button type="button" class="log-person" data-client={line.id} onClick={() => onPick(line.id)}>
              <Avatar id={line.id} name={addressed(line)} size="small" />
              <span>
                <b>{addressed(line)}</b>
                <small>{[line.name, carLine(line)].filter(Boolean).join(' · ')}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {search && shown.length === 0 && <p class="sheet-text">{t('phone.clients.none')}</p>}
      <SearchField words={words} onWords={setWords} />
      {onNew && (
        <button type="button" class="button log-desk" onClick={onNew}>
          <Icon name="stranger" size={22} />
          {t('phone.log.desk')}
        </button>
      )}
    </div>
  )
}
