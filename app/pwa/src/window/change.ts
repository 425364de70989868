// Other words for something said: the line that is written in changes them instead of saying something new.
import { signal } from '@preact/signals'
import { uuid7 } from '../ids'
import { Refused, ask } from './api'
import { take, type Presence, type Saying, presence } from './state'
import { t } from './words'

const span = 48 * 3_600_000
export const changing = signal<Saying | null>(null)
export const changed = signal('')

export const mayChange = ({ mine, key, kind, deleted, at }: Saying): boolean =>
  mine && key !== null && kind === 'text' && !deleted && Date.now() - Date.parse(at) < span

export function begin(saying: Saying): void {
  changing.value = saying
  changed.value = saying.text
}

export const leave = (): void => void (changing.value = null)

/** The sentence that says why it could not be; empty when it is done. */
export async function finish(text: string): Promise<string> {
  const saying = changing.peek()!
  try {
    const json = { id: uuid7(), text }
    const said: { saying: Saying; presence: Presence } = await ask(`/messages/${saying.key}`, { method: 'PUT', json })
    take([said.saying])
    presence.value = said.presence
    leave()
    return ''
  } catch (error) {
    return error instanceof Refused ? error.message : t('window.ui.no_start')
  }
}
