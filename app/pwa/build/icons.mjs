// Draws the icon, a dark house with one lit window, as SVG and PNG from the same numbers.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'

const night = [
  [19, 92, 112],
  [9, 50, 66],
] // the ground, top to bottom
const pane = [255, 255, 255]
const lamp = [
  [255, 214, 138],
  [255, 178, 74],
]

// Everything in units of the icon's side. The four panes stand in a square of `span` around the middle.
function panes(span) {
  const gap = span * 0.09
  const side = (span - gap) / 2
  const start = 0.5 - span / 2
  const at = [start, start + side + gap]
  return at.flatMap((y, row) =>
    at.map((x, column) => ({ x, y, side, radius: side * 0.2, lit: row === 0 && column === 1 })),
  )
}

function inside(x, y, box) {
  const dx = Math.max(box.x + box.radius - x, 0, x - (box.x + box.side - box.radius))
  const dy = Math.max(box.y + box.radius - y, 0, y - (box.y + box.side - box.radius))
  return dx * dx + dy * dy <= box.radius * box.radius
}

const mix = (from, to, share) => from.map((value, index) => value + (to[index] - value) * share)

function colourAt(x, y, shape) {
  if (!inside(x, y, shape.ground)) return [0, 0, 0, 0]
  const ground = mix(night[0], night[1], y)
  const box = shape.panes.find((candidate) => inside(x, y, candidate))
  if (!box) return [...ground, 255]
  return box.lit ? [...mix(lamp[0], lamp[1], (y - box.y) / box.side), 255] : [...mix(ground, pane, 0.26), 255]
}

function pixels(size, shape) {
  const fine = 4
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const sum = [0, 0, 0, 0]
      for (let part = 0; part < fine * fine; part++) {
        const x = (column + ((part % fine) + 0.5) / fine) / size
        const y = (row + (Math.floor(part / fine) + 0.5) / fine) / size
        const [red, green, blue, alpha] = colourAt(x, y, shape)
        sum[0] += red * alpha
        sum[1] += green * alpha
        sum[2] += blue * alpha
        sum[3] += alpha
      }
      const place = row * (size * 4 + 1) + 1 + column * 4
      for (let i = 0; i < 3; i++) rows[place + i] = sum[3] ? Math.round(sum[i] / sum[3]) : 0
      rows[place + 3] = Math.round(sum[3] / (fine * fine))
    }
  }
  return rows
}

// Counted here because zlib.crc32 came only with Node 20.15.
function crc32(bytes) {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

function png(size, shape) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8) // 8 bits, RGBA
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(pixels(size, shape), { level: 9 })
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function svg(shape) {
  const rgb = (colour) => `rgb(${colour.map(Math.round).join(' ')})`
  const rect = (box, fill) => {
    const size = 512
    const n = (value) => +(value * size).toFixed(1)
    return `<rect x="${n(box.x)}" y="${n(box.y)}" width="${n(box.side)}" height="${n(box.side)}" rx="${n(box.radius)}" fill="${fill}"/>`
  }
  const fade = (id, [from, to]) =>
    `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1"><stop stop-color="${rgb(from)}"/><stop offset="1" stop-color="${rgb(to)}"/></linearGradient>`
  const boxes = shape.panes.map((box) => rect(box, box.lit ? 'url(#b)' : 'rgb(255 255 255 / .26)')).join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><defs>${fade('a', night)}${fade('b', lamp)}</defs>${rect(shape.ground, 'url(#a)')}${boxes}</svg>\n`
}

export async function drawIcons(dist) {
  const folder = join(dist, 'icons')
  await mkdir(folder, { recursive: true })
  const rounded = { ground: { x: 0, y: 0, side: 1, radius: 0.225 }, panes: panes(0.56) }
  const full = { ground: { x: 0, y: 0, side: 1, radius: 0 }, panes: panes(0.46) } // a mask may cut to the inner 80 %
  await writeFile(join(folder, 'icon.svg'), svg(rounded))
  await writeFile(join(folder, 'icon-192.png'), png(192, rounded))
  await writeFile(join(folder, 'icon-512.png'), png(512, rounded))
  await writeFile(join(folder, 'maskable-192.png'), png(192, full))
  await writeFile(join(folder, 'maskable-512.png'), png(512, full))
  await writeFile(join(folder, 'apple-touch-180.png'), png(180, full))
}
