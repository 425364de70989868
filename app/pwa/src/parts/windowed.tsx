// A long list that draws only the rows in sight. Row heights are known beforehand, so nothing is measured.
import type { ComponentChildren, Ref } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'

export interface Row {
  key: string
  height: number
}

interface WindowedProps<R extends Row> {
  rows: readonly R[]
  draw: (row: R, index: number) => ComponentChildren
  label: string
  scroller: Ref<HTMLElement> & { current: HTMLElement | null }
}

const beyond = 400 // pixels drawn above and below the screen

function firstPast(ends: readonly number[], y: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! <= y) low = middle + 1
    else high = middle
  }
  return low
}

export function Windowed<R extends Row>({ rows, draw, label, scroller }: WindowedProps<R>) {
  const list = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 900 })
  const ends = useMemo(() => {
    let sum = 0
    return rows.map((row) => (sum += row.height))
  }, [rows])
  const look = (): void => {
    const box = scroller.current
    if (!box || !list.current) return
    const top = box.scrollTop - list.current.offsetTop
    setSeen((was) =>
      Math.abs(was.top - top) < beyond / 4 && was.height === box.clientHeight ? was : { top, height: box.clientHeight },
    )
  }
  useLayoutEffect(look, [rows])
  useEffect(() => {
    const box = scroller.current
    if (!box) return
    const sizes = new ResizeObserver(look)
    sizes.observe(box)
    box.addEventListener('scroll', look, { passive: true })
    return () => {
      sizes.disconnect()
      box.removeEventListener('scroll', look)
    }
  }, [])
  const from = firstPast(ends, seen.top - beyond)
  const to = Math.min(rows.length, firstPast(ends, seen.top + seen.height + beyond) + 1)
  return (
    <div ref={list} class="windowed" role="list" aria-label={label} style={{ height: `${ends.at(-1) ?? 0}px` }}>
      {rows.slice(from, to).map((row, place) => (
        <div
          key={row.key}
          class="windowed-row"
          role="listitem"
          aria-setsize={rows.length}
          aria-posinset={from + place + 1}
          style={{ height: `${row.height}px`, transform: `translateY(${ends[from + place]! - row.height}px)` }}
        >
          {draw(row, from + place)}
        </div>
      ))}
    </div>
  )
}
