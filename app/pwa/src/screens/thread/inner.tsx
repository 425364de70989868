// Between the bubbles: what colleagues wrote about the client for each other. The client never sees it.
import { useEffect } from 'preact/hooks'
import { byWhen } from '../../clock'
import { Icon } from '../../parts/icon'
import { isMe } from '../../parts/names'
import { inner, readInner } from '../../sync/inner'
import { t } from '../../texts'
import type { Id, Inner } from '../../types'

/** Those of one stretch of the talk, in order. */
export function InnerNotes({ thread, after, until }: { thread: Id; after: string; until: string }) {
  const notes = [...(inner.value.get(thread)?.values() ?? [])]
    .filter((note) => note.at > after && note.at <= until)
    .sort((a, b) => (a.at < b.at ? -1 : 1))
  return (
    <>
      {notes.map((note) => (
        <InnerView key={note.id} note={note} />
      ))}
    </>
  )
}

export function useInner(thread: Id, wanted: boolean): void {
  useEffect(() => {
    if (wanted) void readInner(thread)
  }, [thread, wanted])
}

function InnerView({ note }: { note: Inner }) {
  const name = isMe(note.who) ? t('phone.thread.you') : note.who.name
  return (
    <aside class="inner-note" data-inner={note.kind} data-open={note.text === null || undefined}>
      <p class="inner-over">
        <Icon name="pin" size={16} />
        {t('phone.inner.return')} · {byWhen(note.at)}
      </p>
      <p>
        <b>{name}</b> {note.text ?? t('phone.inner.not_given')}
      </p>
    </aside>
  )
}
