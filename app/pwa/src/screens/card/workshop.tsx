// What a manager learned of a car: its mileage, or that it was serviced here or elsewhere.
import { useState } from 'preact/hooks'
import { ask } from '../../api'
import { dateField, instantOf, now } from '../../clock'
import { once } from '../../once'
import { Field } from '../../parts/field'
import { Segments } from '../../parts/segments'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { openCard } from '../../sync/cards'
import { t } from '../../texts'
import type { Id } from '../../types'
import { Saves, troubleOf, type Trouble } from './trouble'

type What = 'km' | 'here' | 'elsewhere'
const noon = '12:00'

interface Args {
  client: Id
  car: Id
  mine: boolean
  onClose: () => void
}

export function Workshop({ client, car, mine, onClose }: Args) {
  const [what, setWhat] = useState<What>('km')
  const [km, setKm] = useState('')
  const [date, setDate] = useState(dateField(now.value))
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [busy, setBusy] = useState(false)
  const [opened] = useState(now.value)
  const write = async (confirmed: boolean): Promise<void> => {
    setBusy(true)
    setTrouble(null)
    const read = km ? { km: Number(km) } : {}
    const noonOf = Math.min(Date.parse(instantOf(date, noon)), opened)
    const body = what === 'km' ? { ...read, read_on: date } : { ...read, place: what, at: new Date(noonOf).toISOString() }
    try {
      const path = `/api/clients/${client}/cars/${car}/${what === 'km' ? 'readings' : 'visits'}`
      await once(path, (id) => ask(path, { method: 'POST', json: { id, confirmed, ...body } }))
      toast(t('phone.car.written'))
      onClose()
      void openCard(client)
    } catch (error) {
      setTrouble(troubleOf(error, confirmed))
    } finally {
      setBusy(false)
    }
  }
  const left = async (): Promise<void> => {
    const path = `/api/clients/${client}/cars/${car}/end`
    const back = async (): Promise<void> => {
      await ask(path, { method: 'DELETE' }).catch(() => toast(t('phone.car.not_back')))
      void openCard(client)
    }
    setBusy(true)
    try {
      await once(path, (id) => ask(path, { method: 'POST', json: { id } }))
      onClose()
      toast(t('phone.car.left'), () => void back())
      void openCard(client)
    } catch (error) {
      setTrouble(troubleOf(error, false))
    } finally {
      setBusy(false)
    }
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    if (!busy) void write(trouble?.confirmable ?? false)
  }
  return (
    <Sheet title={t('phone.car.write')} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Segments
          label={t('phone.car.what')}
          chosen={what}
          options={[
            { value: 'km', text: t('phone.car.km') },
            { value: 'here', text: t('phone.car.here') },
            { value: 'elsewhere', text: t('phone.car.elsewhere') },
          ]}
          onChoose={(value) => {
            setWhat(value)
            setTrouble(null)
          }}
        />
        <div class="field-pair">
          <Field
            label={t('phone.car.km_field')}
            type="number"
            value={km}
            min={0}
            max={2000000}
            required={what === 'km'}
            onInput={(value) => {
              setKm(value)
              setTrouble(null)
            }}
          />
          <Field label={t('phone.step.date')} type="date" value={date} required onInput={setDate} />
        </div>
        <Saves trouble={trouble} busy={busy} />
        {mine && (
          <button type="button" class="car-write" disabled={busy} onClick={() => void left()}>
            {t('phone.car.leave')}
          </button>
        )}
      </form>
    </Sheet>
  )
}
