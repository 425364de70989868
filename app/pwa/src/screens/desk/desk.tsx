// Somebody stands at the desk: the whole house is searched first, a new card comes last.
import { useEffect, useState } from 'preact/hooks'
import { NewClientForm } from '../../parts/newclient'
import { SearchField } from '../../parts/search'
import { Sheet } from '../../parts/sheet'
import { go } from '../../router'
import { searchHouse } from '../../sync/cards'
import { createClient, type NewClient } from '../../sync/mutations'
import { t } from '../../texts'
import type { FoundClient, ProblemBody } from '../../types'
import { FoundRow } from '../clients/rows'
import { Receive } from './receive'

const pause = 250 // milliseconds after the last letter

/** Who was found for these words; "cut" when the house could not be asked; null while nothing is asked. */
function useHouse(words: string): readonly FoundClient[] | 'cut' | null {
  const [found, setFound] = useState<readonly FoundClient[] | 'cut' | null>(null)
  useEffect(() => {
    setFound(null)
    if (words.length < 2) return
    let live = true
    const wait = setTimeout(() => {
      searchHouse(words).then(
        (rows) => {
          if (live) setFound(rows)
        },
        () => {
          if (live) setFound('cut')
        },
      )
    }, pause)
    return () => {
      live = false
      clearTimeout(wait)
    }
  }, [words])
  return found
}

/** What was searched for is what the new card begins with: digits are a phone, words a name. */
function begun(words: string): { name?: string; phone?: string } {
  const digits = words.replace(/\D/g, '')
  if (digits.length >= 10 && !/\p{L}/u.test(words)) return { phone: words }
  return /\d/.test(words) ? {} : { name: words }
}

export function Desk({ onClose }: { onClose: () => void }) {
  const [words, setWords] = useState('')
  const [making, setMaking] = useState(false)
  const [received, setReceived] = useState<FoundClient | null>(null)
  const asked = words.trim()
  const found = useHouse(asked)
  const pick = (client: FoundClient): void => {
    if (!client.mine) return setReceived(client)
    onClose()
    go(`/clients/${client.id}`)
  }
  const make = async (client: NewClient): Promise<ProblemBody | null> => {
    const { id, answered } = createClient(client)
    const result = await answered
    if (result.outcome !== 'applied') return result.problem ?? { code: 'unknown' }
    onClose()
    go(`/clients/${id}`)
    return null
  }
  if (received) return <Receive key="receive" found={received} onClose={onClose} />
  if (making)
    return (
      <Sheet key="new" title={t('phone.nav.new_card')} onClose={onClose}>
        <NewClientForm {...begun(asked)} onMake={make} onFound={pick} />
      </Sheet>
    )
  return (
    <Sheet key="desk" title={t('phone.desk.title')} onClose={onClose}>
      <SearchField words={words} onWords={setWords} />
      <div class="found" role="list" aria-live="polite">
        {!found && <p class="sheet-text">{t('phone.desk.search_first')}</p>}
        {found === 'cut' && <p class="sheet-text">{t('phone.desk.no_line')}</p>}
        {found?.length === 0 && <p class="sheet-text">{t('phone.desk.nobody')}</p>}
        {Array.isArray(found) &&
          found.map((client: FoundClient) => (
            <div key={client.id} role="listitem">
              <FoundRow found={client} onPick={() => pick(client)} />
            </div>
          ))}
      </div>
      <button type="button" class="button wide" disabled={!found} onClick={() => setMaking(true)}>
        {t(Array.isArray(found) && found.length ? 'phone.desk.none_of_these' : 'phone.desk.new_card')}
      </button>
    </Sheet>
  )
}
