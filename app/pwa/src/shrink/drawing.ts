// A photo drawn anew at the size of a screen: what the camera wrote beside the picture, the place too, is not drawn.
const longestSide = 1600

export interface ToShrink {
  n: number
  file: Blob
  quality: number
}
/** null = this browser cannot draw it. */
export interface Shrunk {
  n: number
  blob: Blob | null
}

/** What both kinds of canvas draw with. */
interface Context {
  fillStyle: unknown
  fillRect(x: number, y: number, width: number, height: number): void
  drawImage(picture: ImageBitmap, x: number, y: number, width: number, height: number): void
}
export type Canvas = (width: number, height: number, draw: (on: Context) => void) => Promise<Blob>

export async function drawn(file: Blob, canvas: Canvas): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)]
  try {
    return await canvas(width, height, (on) => {
      on.fillStyle = '#fff' // what was transparent
      on.fillRect(0, 0, width, height)
      on.drawImage(picture, 0, 0, width, height)
    })
  } finally {
    picture.close()
  }
}
