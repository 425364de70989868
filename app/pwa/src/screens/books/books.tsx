// Every book of the house for its supervisor: who looks after how many, whose owner is gone, and what was handed over.
import { useEffect, useState } from 'preact/hooks'
import { byWhen, fullDate } from '../../clock'
import { Avatar } from '../../parts/avatar'
import { Icon } from '../../parts/icon'
import { Quiet, Section, Skeleton } from '../../parts/page'
import { Confirm } from '../../parts/sheet'
import { toast } from '../../parts/toast'
import { t } from '../../texts'
import { BackButton } from '../thread/head'
import { isFull, readTransfers, saidBy, undo, type BookLoad, type Transfer } from './calls'
import { useBooks } from './receivers'

function BookRow({ book, capacity }: { book: BookLoad; capacity: number }) {
  const { person, out, clients, waiting } = book
  return (
    <a
      class="row book-row"
      href={`/me/books/${person.id}`}
      data-book={person.name}
      data-out={out || undefined}
      aria-disabled={clients === 0 || undefined}
    >
      <Avatar id={person.id} name={person.name} />
      <span class="row-main">
        <span class="row-title">
          <b>{person.name}</b>
        </span>
        <span class="row-last lines-2">
          {out ? t('phone.books.orphans', { n: clients }) : t('phone.books.load', { n: clients, capacity })}
          {waiting > 0 && ` · ${t('phone.books.waiting', { n: waiting })}`}
        </span>
        {!out && <meter min={0} max={Math.max(capacity, clients)} value={clients} high={capacity} aria-hidden="true" />}
      </span>
      <Icon name={out ? 'alert' : 'forward'} size={18} />
    </a>
  )
}

function TransferRow({ one, onUndo }: { one: Transfer; onUndo: () => void }) {
  const state = one.undone_at
    ? t('phone.books.undone', { n: one.returned })
    : one.undo_until
      ? t('phone.books.undo_until', { time: byWhen(one.undo_until) })
      : null
  return (
    <div class="row closed transfer-row" data-transfer={one.id} data-undone={!!one.undone_at || undefined}>
      <span class="row-main">
        <span class="row-title">
          <b>
            {one.giver.name} → {one.receiver.name}
          </b>
        </span>
        <span class="row-last lines-2">
          {[
            t('phone.books.clients', { n: one.clients }),
            t('phone.books.told', { n: one.announced }),
            one.untold > 0 ? t('phone.books.untold', { n: one.untold }) : null,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        <span class="transfer-when">{[fullDate(one.made_at), one.made_by.name, state].filter(Boolean).join(' · ')}</span>
      </span>
      {one.undo_until && (
        <button type="button" class="button small" onClick={onUndo}>
          {t('phone.books.undo')}
        </button>
      )}
    </div>
  )
}

export function Books() {
  const { books, failure, again } = useBooks()
  const [made, setMade] = useState<readonly Transfer[] | null>(null)
  const [asking, setAsking] = useState<{ one: Transfer; full: string | null } | null>(null)
  const read = (): void => {
    readTransfers().then(setMade, () => setMade([]))
  }
  useEffect(read, [])
  const takeBack = async (one: Transfer, confirmed: boolean): Promise<void> => {
    toast(t('phone.books.undoing', { n: one.clients }))
    try {
      const done = await undo(one.id, confirmed)
      toast(t('phone.books.undone', { n: done.returned }))
    } catch (error) {
      if (isFull(error)) return setAsking({ one, full: saidBy(error) })
      toast(saidBy(error))
    }
    again()
    read()
  }
  return (
    <div class="page detail" data-screen="books">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.nav.books')}</h1>
      </header>
      <div class="page-scroll">
        {!books && (failure ? <Quiet title={failure} /> : <Skeleton rows={4} />)}
        {books && (
          <div class="group">
            {books.books.map((book) => (
              <BookRow key={book.person.id} book={book} capacity={books.capacity} />
            ))}
          </div>
        )}
        {made && made.length > 0 && (
          <Section title={t('phone.books.transfers')}>
            <div class="group">
              {made.map((one) => (
                <TransferRow key={one.id} one={one} onUndo={() => setAsking({ one, full: null })} />
              ))}
            </div>
          </Section>
        )}
      </div>
      {asking && (
        <Confirm
          title={t('phone.books.undo_ask', { n: asking.one.clients, name: asking.one.giver.name })}
          text={asking.full ?? t('phone.books.undo_more')}
          action={t(asking.full ? 'phone.books.undo_anyway' : 'phone.books.undo')}
          onYes={() => void takeBack(asking.one, !!asking.full)}
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  )
}
