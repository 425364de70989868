// Draws the one photo the development server hands out.
import { deflateSync } from 'node:zlib'

// A photo of nothing in particular: a soft sky over a road.
export function picture() {
  const [width, height] = [480, 360]
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const road = y > 220 && Math.abs(x - 240) < (y - 200) * 1.6
      const colour = road
        ? [70 + y / 8, 76 + y / 8, 84 + y / 8]
        : y > 220
          ? [120, 140 - y / 12, 96]
          : [140 + y / 4, 176 + y / 5, 206 + y / 8]
      rows.set(colour.map(Math.round), y * (width * 3 + 1) + 1 + x * 3)
    }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data])
    let crc = ~0
    for (const byte of body) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    }
    const frame = Buffer.alloc(body.length + 8)
    frame.writeUInt32BE(data.length)
    body.copy(frame, 4)
    frame.writeUInt32BE(~crc >>> 0, body.length + 4)
    return frame
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
