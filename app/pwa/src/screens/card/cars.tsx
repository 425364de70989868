// The client's cars: which, since when, and the last mileage with its date.
import { useState } from 'preact/hooks'
import { fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { later } from '../../parts/later'
import { isMe, spacedPlate } from '../../parts/names'
import { language, known, t } from '../../texts'
import type { Car, Card } from '../../types'

const NewCar = later(() => import('./newcar').then((it) => it.NewCar))
const Coming = later(() => import('./coming').then((it) => it.Coming), { soon: true })

function Odometer({ car }: { car: Car }) {
  if (!car.odometer) return null
  const km = car.odometer.km.toLocaleString(language.value)
  return <span class="car-km">{t('phone.card.odometer', { km, date: fullDate(car.odometer.read_on) })}</span>
}

const factsOf = (car: Car): string[] =>
  [
    known(`phone.car_role.${car.role}`),
    car.from_on ? t('phone.card.car_since', { date: fullDate(car.from_on) }) : null,
  ].filter((fact) => fact !== null)

function title(car: Car): string {
  return car.title || [car.make, car.model].filter(Boolean).join(' ')
}

function CarView({ card, car }: { card: Card; car: Car }) {
  const name = title(car)
  return (
    <div class="car">
      <span class="car-icon">
        <Icon name="car" />
      </span>
      <div class="car-words">
        <p class="car-title">
          <b>{name}</b>
          {car.year && !name.includes(String(car.year)) && <span>{car.year}</span>}
          {car.plate && <span class="plate">{spacedPlate(car.plate)}</span>}
        </p>
        <Odometer car={car} />
        <span class="car-under">
          {factsOf(car).map((fact, index, all) => (
            <span key={fact}>
              {fact}
              {index < all.length - 1 && ' ·'}
            </span>
          ))}
        </span>
        {car.vin && <span class="car-under">{`VIN …${car.vin.slice(-6)}`}</span>}
        <Coming card={card} car={car.id} />
      </div>
    </div>
  )
}

export function Cars({ card }: { card: Card }) {
  const [adding, setAdding] = useState(false)
  const cars = card.cars
  const mine = isMe(card.owner)
  if (cars.length === 0 && !mine) return null
  return (
    <section class="block cars">
      <div class="cars-head">
        <h2>{t('phone.card.cars', { n: cars.length })}</h2>
        {mine && (
          <button type="button" class="more" aria-label={t('phone.car.add')} onClick={() => setAdding(true)}>
            <Icon name="plus" size={18} />
            {t('phone.car.add_one')}
          </button>
        )}
      </div>
      {cars.map((car) => (
        <CarView key={car.id} card={card} car={car} />
      ))}
      {adding && <NewCar client={card.id} onClose={() => setAdding(false)} />}
    </section>
  )
}
