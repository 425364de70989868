// Handing over one manager's clients: all of them or some, to whom, what it does, done.
import { useEffect, useState } from 'preact/hooks'
import { Quiet, Skeleton } from '../../parts/page'
import { Segments } from '../../parts/segments'
import { toast } from '../../parts/toast'
import { go } from '../../router'
import { t } from '../../texts'
import type { ClientLine, Id } from '../../types'
import { BackButton } from '../thread/head'
import { readBook, saidBy } from './calls'
import { Offer } from './offer'
import { Receivers, useBooks } from './receivers'

interface PickProps {
  lines: readonly ClientLine[] | null
  picked: ReadonlySet<Id>
  onPick: (picked: ReadonlySet<Id>) => void
}

function Pick({ lines, picked, onPick }: PickProps) {
  const [words, setWords] = useState('')
  if (!lines) return <Skeleton rows={4} />
  const asked = words.trim().toLowerCase()
  const shown = asked ? lines.filter((line) => line.name.toLowerCase().includes(asked)) : lines
  const turn = (id: Id): void => {
    const next = new Set(picked)
    if (!next.delete(id)) next.add(id)
    onPick(next)
  }
  return (
    <div class="pick">
      <input
        type="search"
        class="pick-search"
        value={words}
        placeholder={t('phone.hand.find')}
        aria-label={t('phone.hand.find')}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <ul class="group pick-list" aria-label={t('phone.hand.clients')}>
        {shown.map((line) => (
          <li key={line.id}>
            <label>
              <input type="checkbox" checked={picked.has(line.id)} onChange={() => turn(line.id)} />
              <span>{line.name}</span>
              {line.waiting_since && <small>{t('phone.hand.waits')}</small>}
            </label>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Handing({ id }: { id: Id }) {
  const found = useBooks()
  const [lines, setLines] = useState<readonly ClientLine[] | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [how, setHow] = useState<'book' | 'some'>('book')
  const [picked, setPicked] = useState<ReadonlySet<Id>>(new Set())
  const [to, setTo] = useState<Id | null>(null)
  useEffect(() => {
    if (how === 'some' && !lines) readBook(id).then(setLines, (error: unknown) => setFailure(saidBy(error)))
  }, [how])
  const book = found.books?.books.find((one) => one.person.id === id)
  const ready = to && (how === 'book' || picked.size > 0)
  return (
    <div class="page detail" data-screen="handing">
      <header class="card-head">
        <BackButton />
        <h1 tabIndex={-1}>{t('phone.hand.title')}</h1>
      </header>
      <div class="page-scroll handing">
        {found.books && !book && <Quiet title={t('phone.hand.no_book')} />}
        {failure && <Quiet title={failure} />}
        {book && (
          <>
            <h2>{t('phone.hand.from')}</h2>
            <p class="handing-giver">
              <b>{book.person.name}</b>
              {t('phone.books.clients', { n: book.clients })}
              {book.out && ` · ${t('phone.people.is_out')}`}
            </p>
            <Segments
              label={t('phone.hand.which')}
              chosen={how}
              onChoose={setHow}
              options={[
                { value: 'book', text: t('phone.hand.whole_book') },
                { value: 'some', text: t('phone.hand.some') },
              ]}
            />
            {how === 'some' && <Pick lines={lines} picked={picked} onPick={setPicked} />}
            <h2>{t('phone.hand.to')}</h2>
            <Receivers giver={id} chosen={to} onChoose={setTo} found={found} />
            {ready && (
              <Offer
                wish={{ from_id: id, to_id: to, clients: how === 'book' ? null : [...picked], announce: true }}
                onDone={(done) => {
                  toast(t('phone.hand.done', { n: done.clients, name: done.receiver.name }))
                  go('/me/books', true)
                }}
              />
            )}
          </>
        )}
      </div>
    </div>
  )
}
