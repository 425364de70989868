// Half of a phone's width, as whoever reads at twice the size has it: rows then stand taller.
import { signal } from '@preact/signals'

const half = matchMedia('(max-width: 300px)')
export const narrow = signal(half.matches)
/** A row's height in pixels: as everybody has it, and where names take more lines. */
export const height = (usual: number, tall: number): number => (narrow.value ? tall : usual)

half.addEventListener('change', () => {
  narrow.value = half.matches
})
