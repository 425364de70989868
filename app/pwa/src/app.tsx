// The whole phone: the door, or the list with what was opened from it.
import { useEffect, useState } from 'preact/hooks'
import { Announcer } from './parts/announce'
import { Nav } from './parts/nav'
import { Heard } from './parts/heard'
import { later } from './parts/later'
import { clientAtHand, logging, openLog } from './parts/logging'
import { Mark, Strips } from './parts/page'
import { Toaster } from './parts/toast'
import { UpdateBar } from './parts/update'
import { beside, detailOpen, go, route, tab } from './router'
import { Clients } from './screens/clients/clients'
import { Inbox } from './screens/inbox/inbox'
import { SignIn, Starting, Unreachable } from './screens/signin/signin'
import { PhotoView } from './screens/thread/attachments'
import { Today } from './screens/today/today'
import { me, stage } from './session'
import { waiting } from './sync/view'
import { t } from './texts'
import type { Role } from './types'

const Card = later(() => import('./screens/card/card').then((it) => it.Card), { soon: true })
const Thread = later(() => import('./screens/thread/thread').then((it) => it.Thread), { soon: true })
const Me = later(() => import('./screens/me/me').then((it) => it.Me), { soon: true })
const People = later(() => import('./screens/me/people').then((it) => it.People))
const GettingIn = later(() => import('./screens/gettingin/gettingin').then((it) => it.GettingIn))
const Books = later(() => import('./screens/books/books').then((it) => it.Books))
const Handing = later(() => import('./screens/books/handing').then((it) => it.Handing))
const Desk = later(() => import('./screens/desk/desk').then((it) => it.Desk))
const Board = later(() => import('./screens/board/board').then((it) => it.Board))
const Channels = later(() => import('./screens/channels/channels').then((it) => it.Channels))
const Outbox = later(() => import('./screens/me/outbox').then((it) => it.Outbox), { soon: true })
const OwnTelegram = later(() => import('./screens/own/own').then((it) => it.OwnTelegram))
const Devices = later(() => import('./screens/devices/devices').then((it) => it.Devices))
const HouseTemplates = later(() => import('./screens/me/templates').then((it) => it.HouseTemplates))
const Wakes = later(() => import('./screens/schedule/wakes').then((it) => it.Wakes))
const TelephonyScreen = later(() => import('./screens/telephony/telephony').then((it) => it.TelephonyScreen))
const Standards = later(() => import('./screens/me/standards').then((it) => it.Standards))

const MySchedule = later(() => import('./screens/schedule/schedule').then((it) => it.MySchedule))
const OnDuty = later(() => import('./screens/schedule/duty').then((it) => it.OnDuty))
const Promises = later(() => import('./screens/promises/promises').then((it) => it.Promises))
const Bursts = later(() => import('./screens/bursts/bursts').then((it) => it.Bursts))
const CoverageMap = later(() => import('./screens/schedule/coverage').then((it) => it.CoverageMap))

const ShareSheet = later(() => import('./screens/share/share').then((it) => it.ShareSheet))
const LogSheet = later(() => import('./screens/log/log').then((it) => it.LogSheet))

function List({ role }: { role: Role }) {
  const works = role === 'manager' || role === 'supervisor'
  switch (tab.value) {
    case 'inbox':
      return works ? <Inbox /> : <Me />
    case 'clients':
      return works ? <Clients /> : <Me />
    case 'me':
      return <Me />
    default:
      return role === 'administrator' ? <Me /> : <Today />
  }
}

function Detail({ role }: { role: Role }) {
  const here = route.value
  const works = role === 'manager' || role === 'supervisor'
  if (here.screen === 'thread' && works) return <Thread id={here.id} />
  if (here.screen === 'card' && works) return <Card key={here.id} id={here.id} />
  if (here.screen === 'getting_in' && role === 'manager') return <GettingIn id={here.id} />
  if (here.screen === 'schedule' && works) return <MySchedule />
  if (here.screen === 'duty' && works) return <OnDuty />
  if (here.screen === 'coverage' && role === 'supervisor') return <CoverageMap />
  if (here.screen === 'promises' && works) return <Promises />
  if (here.screen === 'bursts' && (role === 'supervisor' || role === 'administrator')) return <Bursts />
  if (here.screen === 'books' && role === 'supervisor') return <Books />
  if (here.screen === 'channels' && (role === 'supervisor' || role === 'administrator')) return <Channels />
  if (here.screen === 'own' && role === 'manager') return <OwnTelegram />
  if (here.screen === 'handing' && role === 'supervisor') return <Handing key={here.id} id={here.id} />
  // On a desk the board stands beside whoever waits, until something is opened.
  if (role === 'supervisor' && (here.screen === 'board' || !detailOpen.value)) return <Board />
  if (here.screen === 'outbox') return <Outbox />
  if (here.screen === 'devices') return <Devices />
  if (here.screen === 'people' && role === 'administrator') return <People />
  if (here.screen === 'templates' && (role === 'administrator' || role === 'supervisor')) return <HouseTemplates />
  if (here.screen === 'wakes' && role === 'supervisor') return <Wakes />
  if (here.screen === 'telephony' && role === 'administrator') return <TelephonyScreen />
  if (here.screen === 'standards' && role === 'administrator') return <Standards />
  if (detailOpen.value)
    return (
      <div class="nothing-open not-yours" data-screen="not_yours">
        <Mark size={64} />
        <p>{t('phone.not_yours')}</p>
        <a class="button primary" href="/">
          {t(role === 'manager' || role === 'supervisor' ? 'phone.nav.today' : 'phone.nav.me')}
        </a>
      </div>
    )
  return (
    <div class="nothing-open">
      <Mark size={64} />
      <p>{t(`phone.nothing_open.${role}`)}</p>
    </div>
  )
}

// Who listens to the screen hears where they are; on a phone the eye and the focus move together.
function useFocusOnMove(): void {
  const here = route.value
  const address = 'id' in here ? `${here.screen} ${here.id}` : here.screen
  useEffect(() => {
    if (!detailOpen.value || beside()) return
    const pane = document.querySelector<HTMLElement>('.pane-detail')
    const title = pane?.querySelector<HTMLElement>('h1[tabindex]')
    ;(title ?? pane)?.focus({ preventScroll: true })
  }, [address])
}

function Shell({ role }: { role: Role }) {
  const [adding, setAdding] = useState(false)
  const [shared, setShared] = useState(false)
  const [typing, setTyping] = useState(false)
  useFocusOnMove()
  const count = role === 'manager' ? waiting.value.length : 0
  useEffect(() => {
    document.title = count ? `(${count}) Okno` : 'Okno'
  }, [count])
  useEffect(() => {
    const at = location.pathname
    if (at !== '/log' && at !== '/share') return // the icon's own shortcut, and what another app shares
    go('/', true)
    if (at === '/log') openLog(null)
    else setShared(true)
  }, [])
  const open = detailOpen.value
  const covered = open && !beside()
  const writes = (target: EventTarget | null): boolean =>
    target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
  return (
    <div
      class="app"
      data-open={open || undefined}
      data-screen-open={route.value.screen}
      onFocusIn={(event) => setTyping(writes(event.target))}
      onFocusOut={() => setTyping(false)}
    >
      <Strips />
      <Nav role={role} onLog={() => openLog(clientAtHand())} />
      <main class="pane pane-list" inert={covered}>
        <List role={role} />
      </main>
      <section class="pane pane-detail" tabIndex={-1} aria-label={t('phone.nav.detail')}>
        <Detail role={role} />
      </section>
      <Heard />
      <UpdateBar quiet={typing || route.value.screen === 'thread'} />
      {logging.value && (
        <LogSheet
          client={logging.value.client}
          onClose={() => {
            logging.value = null
          }}
          onNew={() => {
            logging.value = null
            setAdding(true)
          }}
        />
      )}
      {shared && <ShareSheet onClose={() => setShared(false)} />}
      {adding && <Desk onClose={() => setAdding(false)} />}
    </div>
  )
}

function Stage() {
  if (stage.value === 'signed_out') return <SignIn />
  if (stage.value === 'unreachable') return <Unreachable />
  const who = me.value
  return stage.value === 'ready' && who ? <Shell role={who.person.role} /> : <Starting />
}

export function App() {
  return (
    <>
      <Stage />
      <PhotoView />
      <Toaster />
      <Announcer />
    </>
  )
}
