// The order of the book: by name, as people of its language sort.
import type { ClientLine } from '../../types'

export const normal = (text: string): string => text.trim().toLowerCase().replaceAll('ё', 'е')

const order = new Intl.Collator(['ru', 'en'])
export const sorted = (lines: ClientLine[]): ClientLine[] => lines.sort((a, b) => order.compare(a.name, b.name))
