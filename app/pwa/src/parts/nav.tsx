// The four places of a manager and the plus between them; fewer for those with other work.
import { route, tab, type Tab } from '../router'
import { t } from '../texts'
import type { Role } from '../types'
import { waiting } from '../sync/view'
import { Icon, type IconName } from './icon'
import { Mark } from './page'

interface Place {
  href: string
  icon: IconName
  text: string
  on: boolean
  count?: number
}

function placesOf(role: Role): Place[] {
  const here = route.value.screen
  const at = (name: Tab): boolean => tab.value === name
  const mine: Place = {
    href: '/me',
    icon: 'me',
    text: t('phone.nav.me'),
    on: at('me') && here !== 'people' && here !== 'standards',
  }
  if (role === 'administrator') {
    return [
      { href: '/me/people', icon: 'clients', text: t('phone.nav.people'), on: here === 'people' },
      { href: '/me/standards', icon: 'rules', text: t('phone.nav.standards'), on: here === 'standards' },
      mine,
    ]
  }
  const today: Place = { href: '/', icon: 'today', text: t('phone.nav.today'), on: at('today') }
  if (role === 'specialist') return [today, mine]
  const places: Place[] = []
  if (role === 'supervisor') {
    today.on &&= here !== 'board'
    places.push({ href: '/board', icon: 'flag', text: t('phone.nav.board'), on: here === 'board' })
  }
  return [
    ...places,
    today,
    { href: '/inbox', icon: 'inbox', text: t('phone.nav.inbox'), on: at('inbox'), count: waiting.value.length },
    { href: '/clients', icon: 'clients', text: t('phone.nav.clients'), on: at('clients') },
    mine,
  ]
}

function NavLink({ place }: { place: Place }) {
  return (
    <a class="nav-link" href={place.href} aria-current={place.on ? 'page' : undefined}>
      <span class="nav-icon">
        <Icon name={place.icon} />
        {!!place.count && (
          <span class="nav-count" aria-label={t('phone.nav.waiting', { n: place.count })}>
            {place.count}
          </span>
        )}
      </span>
      <span class="nav-text">{place.text}</span>
    </a>
  )
}

export function Nav({ role, onLog }: { role: Role; onLog: () => void }) {
  const places = placesOf(role)
  const half = Math.ceil(places.length / 2)
  const add = role === 'manager' && (
    <button
      type="button"
      class="nav-plus"
      aria-label={t('phone.log.title')}
      title={t('phone.log.title')}
      onClick={onLog}
    >
      <Icon name="plus" size={26} />
    </button>
  )
  return (
    <nav class="nav" aria-label={t('phone.nav.label')}>
      <span class="nav-mark">
        <Mark size={36} />
      </span>
      {places.slice(0, half).map((place) => (
        <NavLink key={place.href} place={place} />
      ))}
      {add}
      {places.slice(half).map((place) => (
        <NavLink key={place.href} place={place} />
      ))}
    </nav>
  )
}
