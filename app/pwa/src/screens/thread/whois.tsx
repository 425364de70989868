// Who somebody without a card is: found in the house or made anew, and the talk tied to that card.
import { useState } from 'preact/hooks'
import { HouseSearch } from '../../parts/housesearch'
import { NewClientForm } from '../../parts/newclient'
import { Segments } from '../../parts/segments'
import { Confirm, Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { go } from '../../router'
import { linkTo, linkToNew, type NewClient } from '../../sync/mutations'
import { talks } from '../../sync/store'
import { t } from '../../texts'
import type { FoundClient, Id, ProblemBody, PushResult, ThreadLine } from '../../types'

function linked(result: PushResult, name: string): boolean {
  if (result.outcome !== 'applied') return false
  toast(t('phone.lobby.linked', { name }))
  const thread = (result.result as { thread_id?: string } | undefined)?.thread_id
  go(thread ? `/threads/${thread}` : '/inbox', true)
  return true
}

// The number they shared finds every card it stands on; whose it is, only a person can say.
function numberShared(thread: Id): string {
  const contacts = [...(talks.value.get(thread)?.rows.values() ?? [])].filter((row) => row.kind === 'contact')
  return contacts.at(-1)?.text?.match(/\+[\d\s()-]{9,}$/)?.[0] ?? ''
}

export function WhoIsThis({ line, onClose }: { line: ThreadLine; onClose: () => void }) {
  const [way, setWay] = useState<'known' | 'new'>('known')
  const [picked, setPicked] = useState<FoundClient | null>(null)
  const shared = numberShared(line.thread_id)
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
      {way === 'known' ? (
        <HouseSearch first={shared} hint={t('phone.lobby.search_first')} onPick={setPicked} />
      ) : (
        <NewClientForm name={line.name ?? ''} onMake={make} onFound={setPicked} />
      )}
    </Sheet>
  )
}
