// A person's window: two letters on a quiet colour of their own.
import { Icon } from './icon'

const tints = 6

function tintOf(id: string): number {
  let sum = 0
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997
  return sum % tints
}

function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .filter((word) => /^\p{L}/u.test(word))
  return words
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
}

export function Avatar({
  id,
  name,
  size = 'normal',
  stranger = false,
}: {
  id: string
  name: string
  size?: 'small' | 'normal' | 'large'
  stranger?: boolean
}) {
  if (stranger)
    return (
      <span class={`avatar ${size} stranger`} aria-hidden="true">
        <Icon name="stranger" size={size === 'small' ? 20 : 26} />
      </span>
    )
  return (
    <span class={`avatar ${size} tint-${tintOf(id)}`} aria-hidden="true">
      {initials(name) || '·'}
    </span>
  )
}
