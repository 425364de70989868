// To whom: the other managers who are here, each with how full their book is.
import { useEffect, useState } from 'preact/hooks'
import { Avatar } from '../../parts/avatar'
import { Quiet, Skeleton } from '../../parts/page'
import { t } from '../../texts'
import type { Id } from '../../types'
import { readBooks, saidBy, type Books } from './calls'

export function useBooks(): { books: Books | null; failure: string | null; again: () => void } {
  const [books, setBooks] = useState<Books | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const again = (): void => {
    readBooks().then(setBooks, (error: unknown) => setFailure(saidBy(error)))
  }
  useEffect(again, [])
  return { books, failure, again }
}

interface ReceiversProps {
  giver: Id
  chosen: Id | null
  onChoose: (id: Id) => void
  found: ReturnType<typeof useBooks>
}

export function Receivers({ giver, chosen, onChoose, found: { books, failure } }: ReceiversProps) {
  if (!books) return failure ? <Quiet title={failure} /> : <Skeleton rows={2} />
  const others = books.books.filter((book) => !book.out && book.person.id !== giver)
  if (others.length === 0) return <Quiet title={t('phone.hand.nobody')} />
  return (
    <div class="group receivers" role="radiogroup" aria-label={t('phone.hand.to')}>
      {others.map(({ person, clients }) => (
        <button
          key={person.id}
          type="button"
          class="row"
          role="radio"
          aria-checked={chosen === person.id}
          onClick={() => onChoose(person.id)}
        >
          <Avatar id={person.id} name={person.name} />
          <span class="row-main">
            <span class="row-title">
              <b>{person.name}</b>
            </span>
            <span class="row-last lines-1">{t('phone.books.load', { n: clients, capacity: books.capacity })}</span>
          </span>
          <i class="radio" aria-hidden="true" />
        </button>
      ))}
    </div>
  )
}
