// Getting clients in: how far the book has come, who is still outside, and the way to each of them.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { carLine } from '../../parts/names'
import { height, narrow } from '../../parts/narrow'
import { Quiet, Skeleton } from '../../parts/page'
import { Segments } from '../../parts/segments'
import { Windowed, type Row } from '../../parts/windowed'
import { back } from '../../router'
import { loaded } from '../../sync/store'
import { t } from '../../texts'
import type { Id } from '../../types'
import { Invitation } from './invitation'
import { bot, grouped, groups, guests, readStandings, type Group, type Guest } from './standings'
import { stepWords } from './states'

type GuestRow = Row & { guest: Guest }

export function Progress() {
  const all = guests.value.length
  const inside = grouped.value.connected.length
  return (
    <div class="progress">
      <p>{t('phone.getting_in.progress', { inside, n: all })}</p>
      <progress max={all || 1} value={inside} aria-label={t('phone.getting_in.title')} />
    </div>
  )
}

function GuestLine({ guest }: { guest: Guest }) {
  const { line, state, standing } = guest
  return (
    <a
      class="row guest"
      href={state === 'connected' ? `/clients/${line.id}` : `/getting-in/${line.id}`}
      data-client={line.id}
      data-step={state}
    >
      <Avatar id={line.id} name={line.address_form || line.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{line.name}</b>
        </span>
        <span class="row-last lines-1">
          <span class="guest-step" data-step={state}>
            {stepWords(guest)}
          </span>
          {standing?.other_card_at && ` · ${t('phone.getting_in.other_card_short')}`}
          {carLine(line) && ` · ${carLine(line)}`}
        </span>
      </span>
      <Icon name="forward" size={18} />
    </a>
  )
}

function List() {
  const scroller = useRef<HTMLDivElement>(null)
  const [group, setGroup] = useState<Group>('to_invite')
  const shown = grouped.value[group]
  const rows = useMemo<GuestRow[]>(() => shown.map((guest) => ({ key: guest.line.id, height: height(68, 150), guest })), [shown, narrow.value])
  const options = groups.map((value) => ({
    value,
    // How many are connected stands above.
    text: `${t(`phone.getting_in.group.${value}`)}${value === 'connected' ? '' : ` ${grouped.value[value].length}`}`,
  }))
  return (
    <>
      <Progress />
      {bot.value === null && (
        <p class="guest-caution" role="note">
          {t('phone.getting_in.no_bot')}
        </p>
      )}
      <Segments label={t('phone.getting_in.title')} chosen={group} options={options} onChoose={setGroup} />
      <div class="guests" ref={scroller}>
        {rows.length === 0 && <Quiet title={t(`phone.getting_in.none.${group}`)} />}
        <Windowed
          rows={rows}
          scroller={scroller}
          label={t(`phone.getting_in.group.${group}`)}
          draw={(row) => <GuestLine guest={row.guest} />}
        />
      </div>
    </>
  )
}

export function GettingIn({ id }: { id: Id | null }) {
  useEffect(() => {
    void readStandings().catch(() => {})
  }, [])
  const guest = id ? guests.value.find((one) => one.line.id === id) : undefined
  return (
    <div class="getting-in" data-screen="getting_in" aria-busy={!loaded.value}>
      <header class="card-head">
        <button type="button" class="round back" aria-label={t('phone.back')} onClick={back}>
          <Icon name="back" />
        </button>
        <h1 tabIndex={-1}>{t('phone.getting_in.title')}</h1>
      </header>
      {!loaded.value && <Skeleton rows={6} />}
      {loaded.value && !id && <List />}
      {loaded.value && id && !guest && <Quiet title={t('phone.card.hidden')} text={t('phone.card.hidden_more')} />}
      {loaded.value && guest && <Invitation key={guest.line.id} guest={guest} />}
    </div>
  )
}
