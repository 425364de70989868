// A car of the client's, written down: one tap for a car that many have, or a few words.
import { useState } from 'preact/hooks'
import { ask } from '../../api'
import { dateField, now } from '../../clock'
import { once } from '../../once'
import { Field } from '../../parts/field'
import { Sheet } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { openCard } from '../../sync/cards'
import { clientLines } from '../../sync/view'
import { t } from '../../texts'
import type { Id } from '../../types'
import { Saves, troubleOf, type Trouble } from './trouble'

const offered = 4

/** What the clients of this book drive most: the maker's name and what it calls the car. */
function usual(): { make: string; model: string }[] {
  const times = new Map<string, number>()
  for (const { car } of clientLines.value.values()) if (car) times.set(car, (times.get(car) ?? 0) + 1)
  const often = [...times].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
  return often.slice(0, offered).map(([title]) => {
    const [make = '', ...model] = title.split(' ')
    return { make, model: model.join(' ') }
  })
}

export function NewCar({ client, onClose }: { client: Id; onClose: () => void }) {
  const [usually] = useState(usual)
  const [typed, setTyped] = useState({ make: '', model: '', plate: '', vin: '', km: '', from_on: dateField(now.value) })
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [busy, setBusy] = useState(false)
  const type = (part: Partial<typeof typed>): void => {
    setTyped({ ...typed, ...part })
    setTrouble(null)
  }
  const save = async (event: Event): Promise<void> => {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    const { make, model, plate, vin, km, from_on } = typed
    const car = { make: make.trim(), model: model.trim(), plate: plate.trim() || null, vin: vin.trim() || null }
    const path = `/api/clients/${client}/cars`
    try {
      const confirmed = trouble?.confirmable ?? false
      const json = { ...car, from_on, km: km ? Number(km) : null, confirmed }
      await once(path, (id) => ask(path, { method: 'POST', json: { id, ...json } }))
      toast(t('phone.car.written'))
      onClose()
      void openCard(client)
    } catch (error) {
      setTrouble(troubleOf(error, trouble?.confirmable))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Sheet title={t('phone.car.add')} onClose={onClose}>
      <form class="form" data-sheet="new-car" onSubmit={(event) => void save(event)}>
        {usually.length > 0 && (
          <div class="choices" role="group" aria-label={t('phone.car.often')}>
            {usually.map(({ make, model }) => (
              <button
                key={`${make} ${model}`}
                type="button"
                aria-pressed={make === typed.make && model === typed.model}
                onClick={() => type({ make, model })}
              >
                {make} {model}
              </button>
            ))}
          </div>
        )}
        <div class="field-pair">
          <Field
            label={t('phone.car.make')}
            value={typed.make}
            onInput={(make) => type({ make })}
            required
            max={60}
            autocomplete="off"
          />
          <Field
            label={t('phone.car.model')}
            value={typed.model}
            onInput={(model) => type({ model })}
            required
            max={60}
            autocomplete="off"
          />
        </div>
        <div class="field-pair">
          <Field
            label={t('phone.car.plate')}
            value={typed.plate}
            onInput={(plate) => type({ plate })}
            max={40}
            autocomplete="off"
          />
          <Field label="VIN" value={typed.vin} onInput={(vin) => type({ vin })} max={40} autocomplete="off" />
        </div>
        <div class="field-pair">
          <Field
            label={t('phone.car.bought')}
            type="date"
            value={typed.from_on}
            onInput={(from_on) => type({ from_on })}
            required
          />
          <Field
            label={t('phone.car.km_field')}
            type="number"
            value={typed.km}
            onInput={(km) => type({ km })}
            min={0}
            max={2000000}
          />
        </div>
        <Saves trouble={trouble} busy={busy} />
      </form>
    </Sheet>
  )
}
