// Builds the phone into dist/: hashed scripts and styles, the page, icons, the service worker, compressed twins.
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { joined } from './first.mjs'
import { drawIcons } from './icons.mjs'
import { manifest, page } from './page.mjs'
import { dist, ofPage, ofWorker, root } from './settings.mjs'
import { buildWindow, ofWindow } from './window.mjs'

const compressible = /\.(js|css|html|json|webmanifest|svg)$/

async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}

/** The keeper of the replica is a script of its own, beside the page's; the page knows it by its hashed name. Rows kept
 * in other shapes than this build's are read anew. */
async function keeper() {
  const shapes = createHash('sha256')
  for (const file of ['types.ts', 'cardtypes.ts', 'replica/protocol.ts', 'screens/schedule/calls.ts']) shapes.update(await readFile(join(root, 'src', file)))
  const { metafile } = await build({
    ...ofPage,
    entryPoints: { replica: 'src/replica/worker.ts' },
    define: { SHAPES: JSON.stringify(shapes.digest('hex').slice(0, 12)) },
  })
  return '/' + relative(dist, join(root, Object.keys(metafile.outputs)[0]))
}

/** What draws photos smaller: a script beside the page, fetched with the first photo. */
async function drawer() {
  const { metafile } = await build({ ...ofPage, entryPoints: { shrink: 'src/shrink/worker.ts' } })
  return '/' + relative(dist, join(root, Object.keys(metafile.outputs)[0]))
}

/** The lines that run before the phone's own script has come down. */
async function early() {
  const { metafile } = await build({ ...ofPage, format: 'iife', entryPoints: { early: 'src/early.ts' } })
  return '/' + relative(dist, join(root, Object.keys(metafile.outputs)[0]))
}

async function bundle() {
  const made = await build({
    ...ofPage,
    entryPoints: ['src/main.tsx', 'src/styles/main.css', 'src/styles/more.css'],
    chunkNames: '[name]-[hash]',
    splitting: true,
    write: false,
    define: { REPLICA: JSON.stringify(await keeper()), SHRINK: JSON.stringify(await drawer()) },
  })
  const { outputs } = made.metafile
  const output = (entry) => Object.keys(outputs).find((name) => outputs[name].entryPoint === entry)
  const files = made.outputFiles.map((file) => ({ name: relative(root, file.path), text: file.text }))
  const { first, scripts } = await joined({ outputs, files, main: output('src/main.tsx') })
  for (const [name, script] of scripts) await writeFile(join(dist, 'assets', name), script)
  for (const { name, text } of files) if (!name.endsWith('.js')) await writeFile(join(root, name), text)
  const named = (entry) => '/' + relative(dist, join(root, output(entry)))
  return {
    early: await early(),
    script: `/assets/${first}`,
    style: named('src/styles/main.css'),
    more: named('src/styles/more.css'),
  }
}

async function serviceWorker() {
  const files = (await filesUnder(dist)).map((file) => '/' + relative(dist, file)).filter((file) => !ofWindow(file)).sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update(await readFile(join(dist, file)))
  const precache = ['/', ...files.filter((file) => file !== '/index.html')]
  await build({
    ...ofWorker,
    entryPoints: ['src/sw/sw.ts'],
    outfile: join(dist, 'sw.js'),
    define: {
      PRECACHE: JSON.stringify(precache),
      VERSION: JSON.stringify(hash.digest('hex').slice(0, 16)),
    },
  })
  await build({ ...ofWorker, entryPoints: ['src/sw/off.ts'], outfile: join(dist, 'sw-off.js') })
}

async function compress(names) {
  const sizes = []
  const first = [names.early, names.script, names.style]
  let start = 0
  for (const file of await filesUnder(dist)) {
    if (!compressible.test(file)) continue
    const bytes = await readFile(file)
    const gz = gzipSync(bytes, { level: 9 })
    const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
    await writeFile(file + '.gz', gz)
    await writeFile(file + '.br', br)
    if (first.includes('/' + relative(dist, file))) start += gz.length
    sizes.push(
      `${relative(dist, file).padEnd(34)} ${String(bytes.length).padStart(7)}  gz ${String(gz.length).padStart(6)}  br ${String(br.length).padStart(6)}`,
    )
  }
  console.log(sizes.sort().join('\n'))
  console.log(`first paint: scripts and styles gz ${start}`)
}

await rm(dist, { recursive: true, force: true })
await mkdir(join(dist, 'assets'), { recursive: true })
const names = await bundle()
await drawIcons(dist)
await writeFile(join(dist, 'manifest.webmanifest'), JSON.stringify(manifest))
await writeFile(join(dist, 'index.html'), page(names))
await buildWindow()
await serviceWorker()
await compress(names)
await writeFile(join(dist, '.bundled'), '') // last: a running server reads the files again when it sees this
