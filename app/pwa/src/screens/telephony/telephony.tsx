// Telephony of the house, for its administrator: the provider, the numbers that ring, missed calls, the duty number.
import { useEffect, useState } from 'preact/hooks'
import { Quiet, Skeleton } from '../../parts/page'
import { t } from '../../texts'
import { BackButton } from '../thread/head'
import { readTelephony, saidBy, type Telephony } from './calls'
import { Hook } from './hook'
import { DutyNumber, Numbers } from './numbers'
import { Provider } from './provider'

const again = 5_000

export function TelephonyScreen() {
  const [found, setFound] = useState<Telephony | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = async (): Promise<void> => {
    try {
      setFound(await readTelephony())
      setFailure(null)
    } catch (error) {
      setFailure(saidBy(error))
    }
  }
  useEffect(() => {
    void read()
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void read() // a test call has its fate a moment later
    }, again)
    return () => clearInterval(timer)
  }, [])
  return (
    <div class="page detail" data-screen="telephony">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.nav.telephony')}</h1>
      </header>
      <div class="page-scroll">
        {!found && (failure ? <Quiet title={failure} /> : <Skeleton rows={5} />)}
        {found && (
          <>
            <DutyNumber />
            <Provider found={found} onChange={setFound} />
            <Numbers found={found} onChange={setFound} />
            <Hook found={found} onChange={setFound} />
          </>
        )}
      </div>
    </div>
  )
}
