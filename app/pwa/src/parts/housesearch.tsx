// Searching the whole house for one client, inside a sheet: a line each, a tap picks.
import { useEffect, useState } from 'preact/hooks'
import { FoundRow } from '../screens/clients/rows'
import { searchHouse } from '../sync/cards'
import { t } from '../texts'
import type { FoundClient, Id } from '../types'
import { SearchField } from './search'

interface HouseSearchProps {
  first?: string // what is searched for before the person types
  without?: ReadonlySet<Id>
  hint: string
  onPick: (found: FoundClient) => void
}

export function HouseSearch({ first = '', without, hint, onPick }: HouseSearchProps) {
  const [words, setWords] = useState(first)
  const [found, setFound] = useState<readonly FoundClient[] | null>(null)
  useEffect(() => {
    if (words.trim().length < 2) return setFound(null)
    let live = true
    const wait = setTimeout(() => {
      searchHouse(words.trim()).then(
        (rows) => {
          if (live) setFound(rows.filter((row) => !without?.has(row.id)))
        },
        () => {},
      )
    }, 250)
    return () => {
      live = false
      clearTimeout(wait)
    }
  }, [words])
  return (
    <>
      <SearchField words={words} onWords={setWords} />
      <div class="found" role="list">
        {found?.map((client) => (
          <div key={client.id} role="listitem">
            <FoundRow found={client} onPick={() => onPick(client)} />
          </div>
        ))}
        {found?.length === 0 && <p class="sheet-text">{t('phone.lobby.nobody_found')}</p>}
        {!found && <p class="sheet-text">{hint}</p>}
      </div>
    </>
  )
}
