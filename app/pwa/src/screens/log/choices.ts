// What can be logged, each with one tap, and how it is said.
import { t } from '../../texts'
import type { Touch } from '../../sync/mutations'

export interface Choice {
  value: string
  touch: Pick<Touch, 'kind' | 'direction' | 'outcome'>
  talk?: boolean // a talk in which the client can have got an answer
}
export interface Group {
  name: 'call_out' | 'call_in' | 'visit'
  choices: readonly Choice[]
}

const call = (direction: 'in' | 'out', outcome: 'talked' | 'no_answer' | 'call_back'): Choice => ({
  value: `call_${direction}.${outcome}`,
  touch: { kind: 'call', direction, outcome },
  talk: outcome === 'talked',
})

export const groups: readonly Group[] = [
  { name: 'call_out', choices: [call('out', 'talked'), call('out', 'no_answer'), call('out', 'call_back')] },
  { name: 'call_in', choices: [call('in', 'talked'), call('in', 'call_back'), call('in', 'no_answer')] },
  {
    name: 'visit',
    choices: [
      { value: 'visit.came', touch: { kind: 'visit', outcome: 'came' }, talk: true },
      { value: 'visit.did_not_come', touch: { kind: 'visit', outcome: 'did_not_come' } },
      { value: 'note', touch: { kind: 'note' } },
      { value: 'complaint', touch: { kind: 'note' } },
    ],
  },
]

export const choiceOf = (value: string): Choice =>
  groups.flatMap((group) => group.choices).find((choice) => choice.value === value)!

export const chipWords = (choice: Choice): string => t(`phone.log.chip.${choice.value}`)
