// A talk with somebody without a card: finding out who it is, and tying the talk to that card.
import { useEffect, useState } from 'preact/hooks'
import { NewClientForm } from '../../parts/newclient'
import { SearchField } from '../../parts/search'
import { Segments } from '../../parts/segments'
import { Confirm, Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { go } from '../../router'
import { searchHouse } from '../../sync/cards'
import { linkTo, linkToNew, type NewClient } from '../../sync/mutations'
import { t } from '../../texts'
import type { FoundClient, ProblemBody, PushResult, ThreadLine } from '../../types'
import { FoundRow } from '../clients/rows'

function linked(result: PushResult, name: string): boolean {
  if (result.outcome !== 'applied') return false
  toast(t('phone.lobby.linked', { name }))
  const thread = (result.result as { thread_id?: string } | undefined)?.thread_id
  go(thread ? `/threads/${thread}` : '/inbox', true)
  return true
}

function Search({ onPick }: { onPick: (found: FoundClient) => void }) {
  const [words, setWords] = useState('')
  const [found, setFound] = useState<readonly FoundClient[] | null>(null)
  useEffect(() => {
    if (words.trim().length < 2) return setFound(null)
    let live = true
    const wait = setTimeout(() => {
      searchHouse(words.trim()).then(
        (rows) => {
          if (live) setFound(rows)
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
        {!found && <p class="sheet-text">{t('phone.lobby.search_first')}</p>}
      </div>
    </>
  )
}

function WhoIsThis({ line, onClose }: { line: ThreadLine; onClose: () => void }) {
  const [way, setWay] = useState<'known' | 'new'>('known')
  const [picked, setPicked] = useState<FoundClient | null>(null)
  const make = async (client: NewClient): Promise<ProblemBody | null> => {
    const result = await linkToNew(line.thread_id, client)
    if (linked(result, client.name)) return (onClose(), null)
    return result.problem ?? { code: 'unknown' }
  }
  if (picked) {
    const tie = (): void => {
      void linkTo(line.thread_id, picked.id).then((result) => linked(result, picked.name))
    }
    return (
      <Confirm
        title={t('phone.lobby.sure')}
        text={t('phone.lobby.sure_more', { name: picked.name, owner: picked.owner.name })}
        action={t('phone.lobby.tie')}
        onYes={tie}
        onClose={() => {
          setPicked(null)
          onClose()
        }}
      />
    )
  }
  return (
    <Sheet title={t('phone.lobby.who')} onClose={onClose}>
      <Segments
        label={t('phone.lobby.who')}
        chosen={way}
        onChoose={setWay}
        options={[
          { value: 'known', text: t('phone.lobby.our_client') },
          { value: 'new', text: t('phone.lobby.new_card') },
        ]}
      />
      {way === 'known' ? <Search onPick={setPicked} /> : <NewClientForm name={line.name ?? ''} onMake={make} onFound={setPicked} />}
    </Sheet>
  )
}

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
