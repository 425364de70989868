// The scripts that the first paint waits for, as one script. esbuild makes a chunk of each set of screens that share
// something: two dozen requests, which a slow line answers six at a time.
import { build } from 'esbuild'
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { ofPage } from './settings.mjs'

const isScript = (name) => name.endsWith('.js')

/** Everything that this script imports at once, and what those import. */
function behind(outputs, name, found = new Set()) {
  for (const { path, kind } of outputs[name].imports) {
    if (kind !== 'import-statement' || found.has(path)) continue
    found.add(path)
    behind(outputs, path, found)
  }
  return found
}

/** One script of `main` and all behind it. What each of them gave to others, it gives under a name of its own. */
async function join(outputs, text, main, chunks) {
  const given = (name, n) => outputs[name].exports.map((one) => `${one} as c${n}_${one}`).join(',')
  const lines = chunks.map((name, n) => `export {${given(name, n)}} from './${basename(name)}'`)
  const made = new Map([main, ...chunks].map((name) => [`./${basename(name)}`, text.get(name)]))
  const inMemory = {
    name: 'made',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : { path, namespace: 'made' }))
      onLoad({ filter: /.*/, namespace: 'made' }, ({ path }) => ({ contents: made.get(path), loader: 'js' }))
    },
  }
  const { outputFiles } = await build({
    ...ofPage,
    entryPoints: undefined,
    stdin: { contents: [`import './${basename(main)}'`, ...lines].join('\n') },
    plugins: [inMemory],
    write: false,
    metafile: false,
  })
  return outputFiles[0].text
}

/** A script that takes from the one what it took from its parts. */
function taking(script, chunks, first) {
  const wanted = []
  const rest = script.replace(/import(?:\{([^}]*)\}from)?"\.\/([^"]+)";?/g, (whole, names, path) => {
    const n = chunks.findIndex((name) => basename(name) === path)
    if (n < 0) return whole
    for (const one of names?.split(',') ?? []) wanted.push(one.includes(' as ') ? `c${n}_${one}` : `c${n}_${one} as ${one}`)
    return ''
  })
  return wanted.length ? `import{${wanted}}from"./${first}";${rest}` : rest
}

/** The scripts of a build, by name, with `main` and all it waits for as one. Names carry the hash of the whole build:
 * what a script imports changes it, and it must never be kept under its old name. */
export async function joined({ outputs, files, main }) {
  const text = new Map(files.filter(({ name }) => isScript(name)).map(({ name, text }) => [name, text]))
  const chunks = [...behind(outputs, main)]
  const whole = createHash('sha256')
  for (const name of [...text.keys()].sort()) whole.update(text.get(name))
  const mark = whole.digest('hex').slice(0, 8).toUpperCase()
  const first = `main-${mark}.js`
  const made = new Map([[main, await join(outputs, text, main, chunks)]])
  for (const [name, script] of text) if (name !== main && !chunks.includes(name)) made.set(name, taking(script, chunks, first))
  const called = new Map([...made.keys()].map((name) => [basename(name), name === main ? first : basename(name).replace(/\.js$/, `-${mark}.js`)]))
  const scripts = new Map()
  for (const [name, script] of made) {
    const named = script.replace(/"\.\/([^"]+\.js)"/g, (whole, path) => {
      if (path === first) return whole
      if (!called.has(path)) throw new Error(`${name} asks for ${path}, which is a part of ${first} now`)
      return `"./${called.get(path)}"`
    })
    scripts.set(called.get(basename(name)), named)
  }
  return { first, scripts }
}
