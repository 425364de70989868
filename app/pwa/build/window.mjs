// Builds the client's window: a bundle of its own, so that a client never loads the manager's app, and its page.
import { build } from 'esbuild'
import { writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { dark, light } from './page.mjs'

/** Everything of the window lies under these beginnings; the phone's worker keeps none of it. */
export const ofWindow = (path) => /^\/(assets\/window-|window\.html|c\/)/.test(path)

const page = ({ script, style }) => `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<title>Okno</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${light}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${dark}">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icons/apple-touch-180.png">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>
</head>
<body>
<div id="window"></div>
<noscript>Okno needs JavaScript. Для работы нужен JavaScript.</noscript>
</body>
</html>
`

export async function buildWindow(root, dist, target) {
  const made = await build({
    absWorkingDir: root,
    entryPoints: { window: 'src/window/main.tsx', 'window-style': 'src/window/window.css' },
    outdir: join(dist, 'assets'),
    entryNames: '[name]-[hash]',
    bundle: true,
    format: 'esm',
    minify: true,
    metafile: true,
    target,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  })
  const outputs = made.metafile.outputs
  const named = (entry) =>
    '/' + relative(dist, join(root, Object.keys(outputs).find((name) => outputs[name].entryPoint === entry)))
  const names = { script: named('src/window/main.tsx'), style: named('src/window/window.css') }
  await writeFile(join(dist, 'window.html'), page(names))
  await build({
    absWorkingDir: root,
    entryPoints: ['src/sw/window.ts'],
    outfile: join(dist, 'c/sw.js'),
    bundle: true,
    minify: true,
    format: 'iife',
    target,
    logLevel: 'warning',
  })
}

