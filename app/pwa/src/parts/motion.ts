// Whoever asked the system for less motion gets none: scrolling jumps there.
const still = matchMedia('(prefers-reduced-motion: reduce)')
export const glide = (): ScrollBehavior => (still.matches ? 'auto' : 'smooth')
