// Where the bundles lie, and what all of them have in common.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const dist = join(root, 'dist')

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: ['chrome123', 'safari17.5', 'firefox121'],
  logLevel: 'warning',
}

/** Scripts and styles of a page, named by what they hold. */
export const ofPage = {
  ...common,
  outdir: join(dist, 'assets'),
  entryNames: '[name]-[hash]',
  format: 'esm',
  metafile: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
}

/** A service worker: one file, always under the same name. */
export const ofWorker = { ...common, format: 'iife' }
