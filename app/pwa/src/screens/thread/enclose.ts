// Making a chosen file ready to travel: photos shrink to what a screen shows, everything else goes as it is.
import { uuid7 } from '../../ids'
import type { Enclosed } from '../../types'

const longestSide = 1600
const quality = 0.8

async function smaller(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
  return made && made.size < file.size ? made : file
}

export async function enclose(file: File): Promise<Enclosed> {
  const photo = /^image\/(jpeg|png|webp|heic|heif|avif)$/.test(file.type)
  let blob: Blob = file
  // A format this browser cannot draw travels untouched.
  if (photo) blob = await smaller(file).catch(() => file)
  const jpeg = blob !== file ? file.name.replace(/\.\w+$/, '.jpg') : file.name
  return { id: uuid7(), blob, name: jpeg || 'file', kind: photo ? 'photo' : 'document', stored: false }
}
