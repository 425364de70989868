// Draws photos smaller beside the page, so that a dozen of them never stop a finger.
import { drawn, type Shrunk, type ToShrink } from './drawing'

self.addEventListener('message', ({ data }: MessageEvent<ToShrink>) => {
  const made = drawn(data.file, async (width, height, draw) => {
    const canvas = new OffscreenCanvas(width, height)
    draw(canvas.getContext('2d')!)
    return canvas.convertToBlob({ type: 'image/jpeg', quality: data.quality })
  })
  made.then(
    (blob) => self.postMessage({ n: data.n, blob } satisfies Shrunk),
    () => self.postMessage({ n: data.n, blob: null } satisfies Shrunk),
  )
})
