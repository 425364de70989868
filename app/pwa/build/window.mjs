// Builds the client's window: a bundle of its own, so that a client never loads the manager's app, and its page.
import { build } from 'esbuild'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { windowPage } from './page.mjs'
import { dist, ofPage, ofWorker, root } from './settings.mjs'

/** Everything of the window lies under these beginnings; the phone's worker keeps none of it. */
export const ofWindow = (path) => /^\/(assets\/window-|window\.html|c\/)/.test(path)

export async function buildWindow() {
  const made = await build({
    ...ofPage,
    entryPoints: { window: 'src/window/main.tsx', 'window-style': 'src/window/window.css' },
  })
  const outputs = made.metafile.outputs
  const named = (entry) =>
    '/' + relative(dist, join(root, Object.keys(outputs).find((name) => outputs[name].entryPoint === entry)))
  const names = { script: named('src/window/main.tsx'), style: named('src/window/window.css') }
  await writeFile(join(dist, 'window.html'), windowPage(names))
  await build({
    ...ofWorker,
    entryPoints: ['src/sw/window.ts'],
    outfile: join(dist, 'c/sw.js'),
  })
}

