// Of what a text asks for, what the card holds: nobody tells it twice.
import { fullDate, now } from '../../clock'
import { hoursOf, plainPhone, spacedPlate } from '../../parts/names'
import { language, t } from '../../texts'
import type { Car, Card, Fact } from '../../types'
import { askedFor } from './asks'

const nameOf = (car: Car): string => car.title || [car.make, car.model].filter(Boolean).join(' ')
const lately = 31 * 86_400_000

/** Of each car, or null where one of them lacks it: then the question may be about that one. */
function ofCars(card: Card, value: (car: Car) => string | null): string | null {
  const found = card.cars.map((car) => [nameOf(car), value(car)] as const)
  if (found.length === 0 || found.some(([, one]) => !one)) return null
  return found.map(([name, one]) => (found.length > 1 ? `${name} — ${one}` : one)).join('; ')
}

function mileage({ odometer }: Car): string | null {
  if (!odometer || now.value - Date.parse(odometer.read_on) > lately) return null
  return t('phone.card.odometer', { km: odometer.km.toLocaleString(language.value), date: fullDate(odometer.read_on) })
}

function valueOf(fact: Fact, card: Card): string | null {
  switch (fact) {
    case 'phone':
      return card.phones.filter((one) => one.label === 'own').map((one) => plainPhone(one.phone)).join(', ') || null
    case 'email':
      return card.emails.map((one) => one.email).join(', ') || null
    case 'plate':
      return ofCars(card, (car) => car.plate && spacedPlate(car.plate))
    case 'vin':
      return ofCars(card, (car) => car.vin)
    case 'mileage':
      return ofCars(card, mileage)
    case 'car':
      return ofCars(card, (car) => [nameOf(car), car.year].filter(Boolean).join(', '))
    case 'hours':
      return hoursOf(card)
    case 'name':
      return card.name
  }
}

export interface Known {
  fact: Fact
  value: string
}

/** What these words ask for although the card holds it. */
export function known(text: string, card: Card | null): Known[] {
  if (!card || text.length < 3) return []
  return askedFor(text).flatMap((fact) => {
    const value = valueOf(fact, card)
    return value ? [{ fact, value }] : []
  })
}
