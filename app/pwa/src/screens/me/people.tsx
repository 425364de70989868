// The people of the house, for its administrator: who may sign in, and who may no longer.
import { signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { ask, Problem } from '../../api'
import { once } from '../../once'
import { Avatar } from '../../parts/avatar'
import { isMe } from '../../parts/names'
import { Quiet, Skeleton } from '../../parts/page'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { known, t } from '../../texts'
import type { Person } from '../../types'
import { BackButton } from '../thread/head'

const people = signal<readonly Person[] | null>(null)
const roleWords = {
  manager: 'phone.role.manager',
  specialist: 'phone.role.specialist',
  supervisor: 'phone.role.supervisor',
  administrator: 'phone.role.administrator',
} as const

const saidBy = (error: unknown): string => (error instanceof Problem ? error.message : t('phone.cut.now'))

async function readPeople(): Promise<void> {
  const answer = await ask<{ people: Person[] } | Person[]>('/api/people')
  people.value = Array.isArray(answer) ? answer : answer.people
}

async function setActive(person: Person, active: boolean): Promise<void> {
  try {
    const path = `/api/people/${person.id}/deactivation`
    await once(path, (id) => ask(path, active ? { method: 'DELETE' } : { method: 'POST', json: { id } }))
    toast(t(active ? 'phone.people.back_in' : 'phone.people.out', { name: person.name }))
    await readPeople()
  } catch (error) {
    toast(saidBy(error))
  }
}

function PersonRow({ person, onAsk }: { person: Person; onAsk: () => void }) {
  const out = !!person.deactivated_at
  return (
    <div class="row closed person" data-person={person.handle} data-out={out || undefined}>
      <Avatar id={person.id} name={person.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{person.name}</b>
        </span>
        <span class="row-last lines-2">
          {[
            t(roleWords[person.role]),
            person.trade && (known(`phone.trade.${person.trade}`) ?? person.trade),
            out ? t('phone.people.is_out') : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      {!isMe(person) && (
        <button type="button" class="button small" onClick={onAsk}>
          {t(out ? 'phone.people.reactivate' : 'phone.people.deactivate')}
        </button>
      )}
    </div>
  )
}

export function People() {
  const [asking, setAsking] = useState<Person | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  useEffect(() => {
    readPeople().catch((error: unknown) => setFailure(saidBy(error)))
  }, [])
  const out = !!asking?.deactivated_at
  return (
    <div class="page detail" data-screen="people">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.nav.people')}</h1>
      </header>
      <div class="page-scroll">
        {!people.value && (failure ? <Quiet title={failure} /> : <Skeleton rows={6} />)}
        {people.value && (
          <div class="group">
            {people.value.map((person) => (
              <PersonRow key={person.id} person={person} onAsk={() => setAsking(person)} />
            ))}
          </div>
        )}
      </div>
      {asking && (
        <Confirm
          danger={!out}
          title={t(out ? 'phone.people.reactivate_who' : 'phone.people.deactivate_who', { name: asking.name })}
          text={t(out ? 'phone.people.reactivate_more' : 'phone.people.deactivate_more')}
          action={t(out ? 'phone.people.reactivate' : 'phone.people.deactivate')}
          onYes={() => void setActive(asking, out)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  )
}
