// The client's cars: which, since when, and the last mileage with its date.
import { fullDate } from '../../clock'
import { Icon } from '../../parts/icon'
import { spacedPlate } from '../../parts/names'
import { language, known, t } from '../../texts'
import type { Car } from '../../types'

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

function CarView({ car }: { car: Car }) {
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
      </div>
    </div>
  )
}

export function Cars({ cars }: { cars: readonly Car[] }) {
  if (cars.length === 0) return null
  return (
    <section class="block cars">
      <h2>{t('phone.card.cars', { n: cars.length })}</h2>
      {cars.map((car) => (
        <CarView key={car.id} car={car} />
      ))}
    </section>
  )
}
