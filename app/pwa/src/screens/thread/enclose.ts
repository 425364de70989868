// Making a chosen file ready to travel: photos shrink to what a screen shows, everything else goes as it is.
import { uuid7 } from '../../ids'
import { workerAddress } from '../../parts/worker'
import { drawn, type Shrunk, type ToShrink } from '../../shrink/drawing'
import type { Enclosed } from '../../types'

declare const SHRINK: string // the address of the script that draws, named by the build

const quality = 0.8
let drawer: Worker | null = null
let count = 0
const waiting = new Map<number, (blob: Blob | null) => void>()

function hired(): Worker | null {
  if (drawer || !('OffscreenCanvas' in globalThis)) return drawer
  drawer = new Worker(workerAddress(SHRINK), { type: 'module' })
  drawer.addEventListener('message', ({ data }: MessageEvent<Shrunk>) => {
    waiting.get(data.n)?.(data.blob)
    waiting.delete(data.n)
  })
  drawer.addEventListener('error', () => {
    drawer = null
    for (const give of waiting.values()) give(null)
    waiting.clear()
  })
  return drawer
}

function beside(file: Blob): Promise<Blob | null> {
  const to = hired()
  if (!to) return Promise.resolve(null)
  return new Promise((give) => {
    const asked: ToShrink = { n: ++count, file, quality }
    waiting.set(asked.n, give)
    to.postMessage(asked)
  })
}

/** In the page itself, where there is no canvas without one. */
const here = (file: Blob): Promise<Blob> =>
  drawn(file, async (width, height, draw) => {
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = [width, height]
    draw(canvas.getContext('2d')!)
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
    if (!made) throw new Error('not drawn')
    return made
  })

/** Only a picture without a camera's notes may stay as it was, and only where that is smaller. */
async function smaller(file: Blob): Promise<Blob> {
  const made = (await beside(file)) ?? (await here(file))
  return file.type === 'image/png' && file.size <= made.size ? file : made
}

export async function enclose(file: File): Promise<Enclosed> {
  const photo = /^image\/(jpeg|png|webp|heic|heif|avif)$/.test(file.type)
  let blob: Blob = file
  // A format this browser cannot draw travels untouched; the house draws it anew.
  if (photo) blob = await smaller(file).catch(() => file)
  const jpeg = blob !== file ? file.name.replace(/\.\w+$/, '.jpg') : file.name
  return { id: uuid7(), blob, name: jpeg || 'file', kind: photo ? 'photo' : 'document', stored: false }
}

/** A voice just recorded. */
export const voiced = (blob: Blob): Enclosed => ({ id: uuid7(), blob, name: 'voice', kind: 'voice', stored: false })
