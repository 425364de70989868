// Fields of a card while they are typed: nothing typed is lost, and what others change meanwhile is shown beside it.
import { useEffect, useRef, useState } from 'preact/hooks'
import { ask } from '../../api'
import { isMe } from '../../parts/names'
import { toast } from '../../parts/toast'
import { attended } from '../../sync/attended'
import { openCard } from '../../sync/cards'
import { changeClient, type CardFields, type ClientChange } from '../../sync/mutations'
import { drop } from '../../sync/outbox'
import { cards } from '../../sync/store'
import { t } from '../../texts'
import type { Card, Conflict, FieldChange, Id, Named, ProblemBody, PushResult } from '../../types'
import { bySaid, nameOf, said } from './said'

export type FieldName = keyof CardFields
type Values = Partial<CardFields>
export interface Dispute {
  theirs: string | null
  by: Named | null
  at: string | null
}
type Disputes = Partial<Record<FieldName, Dispute>>

const patience = 3000 // milliseconds a sheet waits for the server's word before the act goes by itself

const normal = (value: string | null | undefined): string | null => value?.trim() || null
const same = (a: string | null | undefined, b: string | null | undefined): boolean => normal(a) === normal(b)
const pick = (card: Card, names: readonly FieldName[]): Values =>
  Object.fromEntries(names.map((name) => [name, card[name]]))

async function lastChange(client: Id, field: FieldName): Promise<FieldChange | null> {
  const group = field.startsWith('never') ? 'hours' : field.startsWith('next_step') ? 'next_step' : field
  const answer = await ask<{ items: FieldChange[] }>(`/api/clients/${client}/fields/${group}/history?limit=5`)
  return answer.items.find((item) => item.field === field) ?? null
}

export interface Editing {
  values: Values
  set: (name: FieldName, value: string | null) => void
  disputes: Disputes
  settle: (name: FieldName, mine: boolean) => void
  renewed: Partial<Record<FieldName, string>>
  errors: Record<string, string>
  refusal: string | null
  busy: boolean
  save: () => Promise<void>
}

export interface Typed {
  values: Values
  conflicts: readonly Conflict[]
}

const disputesOf = (conflicts: readonly Conflict[]): Disputes =>
  Object.fromEntries(
    conflicts.map(({ field, theirs, by, at }) => [field, { theirs: theirs as string | null, by, at }]),
  )

function refusalOf(problem: ProblemBody | undefined): { errors: Record<string, string>; refusal: string } {
  const errors = Object.fromEntries((problem?.errors ?? []).map(({ field, message }) => [field, message]))
  return { errors, refusal: problem?.detail ?? t('phone.refused') }
}

/** `typed` = values that were refused before and wait to be decided on. */
export function useFields(card: Card, names: readonly FieldName[], onClose: () => void, typed?: Typed): Editing {
  const live = cards.value.get(card.id)?.card ?? card
  const [base, setBase] = useState<Values>(() => pick(card, names))
  const [values, setValues] = useState<Values>(() => ({ ...pick(card, names), ...typed?.values }))
  const [disputes, setDisputes] = useState<Disputes>(() => disputesOf(typed?.conflicts ?? []))
  const [renewed, setRenewed] = useState<Editing['renewed']>({})
  const [trouble, setTrouble] = useState<{ errors: Record<string, string>; refusal: string | null }>({
    errors: {},
    refusal: null,
  })
  const [busy, setBusy] = useState(false)
  const seen = useRef<Values>(pick(live, names))
  const saving = useRef((typed?.conflicts.length ?? 0) > 0) // the last choice saves at once
  useEffect(() => {
    attended.add(card.id)
    return () => void attended.delete(card.id)
  }, [card.id])

  // The card moved under the open sheet: an untouched field follows, a touched one asks.
  useEffect(() => {
    for (const name of names) {
      const [now, was] = [live[name], seen.current[name]]
      if (same(now, was)) continue
      seen.current = { ...seen.current, [name]: now }
      if (busy || same(now, base[name])) continue
      const follows = same(values[name], base[name]) || same(values[name], now)
      if (follows) {
        setBase((had) => ({ ...had, [name]: now }))
        setValues((had) => ({ ...had, [name]: now }))
      } else setDisputes((had) => ({ ...had, [name]: { theirs: now, by: null, at: null } }))
      void lastChange(card.id, name).then(
        (last) => {
          if (!last) return
          const who = bySaid(isMe(last.who) ? t('phone.card.you_elsewhere') : (last.who?.name ?? null), last.at)
          if (follows) setRenewed((had) => ({ ...had, [name]: who }))
          else
            setDisputes((had) => (had[name] ? { ...had, [name]: { ...had[name], by: last.who, at: last.at } } : had))
        },
        () => {},
      )
    }
  }, [live])

  const answer = (result: PushResult | null): void => {
    setBusy(false)
    if (!result) return (toast(t('phone.card.kept_here')), onClose())
    if (result.outcome === 'applied') return (void openCard(card.id), onClose())
    drop(new Set([result.id])) // the sheet holds what was typed
    if (result.outcome !== 'conflict') return setTrouble(refusalOf(result.problem))
    saving.current = true
    setDisputes(disputesOf(result.problem?.conflicts ?? []))
    void openCard(card.id)
  }
  const send = async (over: Values, to: Values): Promise<void> => {
    const changed = names.filter((name) => !same(to[name], over[name]))
    if (changed.length === 0) return onClose()
    setBusy(true)
    setTrouble({ errors: {}, refusal: null })
    const change = Object.fromEntries(
      changed.map((name) => [name, normal(to[name]) ?? (name === 'name' || name === 'address_form' ? '' : null)]),
    ) as ClientChange
    const answered = changeClient(card.id, Object.fromEntries(changed.map((name) => [name, over[name] ?? null])), change)
    const tired = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience))
    answer(await Promise.race([answered, tired]))
  }
  const settle = (name: FieldName, mine: boolean): void => {
    const dispute = disputes[name]
    if (!dispute) return
    const { [name]: _, ...left } = disputes
    const over = { ...base, [name]: dispute.theirs }
    const to = mine ? values : { ...values, [name]: dispute.theirs }
    setDisputes(left)
    setBase(over)
    setValues(to)
    seen.current = { ...seen.current, [name]: dispute.theirs }
    if (saving.current && Object.keys(left).length === 0) void send(over, to)
  }
  const set = (name: FieldName, value: string | null): void => {
    saving.current = false
    setValues((had) => ({ ...had, [name]: value }))
  }
  return { values, set, disputes, settle, renewed, ...trouble, busy, save: () => send(base, values) }
}

/** What stands beside a field: an error, a fresh value that came by itself, or the choice between mine and theirs. */
export function Beside({ editing, name }: { editing: Editing; name: FieldName }) {
  const dispute = editing.disputes[name]
  const error = editing.errors[name]
  const renewed = editing.renewed[name]
  if (dispute) {
    const who = isMe(dispute.by) ? t('phone.card.you_elsewhere') : (dispute.by?.name ?? null)
    return (
      <div class="dispute" role="group" aria-label={t('phone.card.choose', { field: nameOf(name) })} data-field={name}>
        <p role="status">
          {t('phone.card.changed_meanwhile', { field: nameOf(name) })} {bySaid(who, dispute.at)}
        </p>
        <button type="button" onClick={() => editing.settle(name, true)}>
          <span>{t('phone.card.mine')}</span>
          <b>{said(name, editing.values[name])}</b>
        </button>
        <button type="button" onClick={() => editing.settle(name, false)}>
          <span>{t('phone.card.theirs')}</span>
          <b>{said(name, dispute.theirs)}</b>
        </button>
      </div>
    )
  }
  if (error)
    return (
      <p class="refusal" role="alert">
        {error}
      </p>
    )
  return renewed ? (
    <p class="renewed" role="status">
      {t('phone.card.renewed', { who: renewed })}
    </p>
  ) : null
}
