// The pages that hold the phone and the client's window, and the manifest that makes the phone installable.
const light = '#f3f6f8'
const dark = '#0d1317'

const drawn = (head, mount) => `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<title>Okno</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="${light}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${dark}">
<meta name="format-detection" content="telephone=no">
<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icons/apple-touch-180.png">
${head}
</head>
<body>
<div id="${mount}"></div>
<noscript>Okno needs JavaScript. Для работы нужен JavaScript.</noscript>
</body>
</html>
`

export const page = ({ early, script, style, more }) =>
  drawn(
    `<meta name="description" content="Okno: the workspace of the personal manager">
<meta name="referrer" content="same-origin">
<meta name="apple-mobile-web-app-title" content="Okno">
<script async fetchpriority="high" src="${early}"></script>
<link rel="manifest" href="/manifest.webmanifest">
<link rel="stylesheet" href="${style}">
<link rel="stylesheet" href="${more}" media="print" id="more">
<script type="module" src="${script}"></script>`,
    'app',
  )

/** The page of a client's window: nothing to install, and nothing for a search engine. */
export const windowPage = ({ script, style }) =>
  drawn(
    `<meta name="robots" content="noindex">
<link rel="stylesheet" href="${style}">
<script type="module" src="${script}"></script>`,
    'window',
  )

export const manifest = {
  id: '/',
  name: 'Okno',
  short_name: 'Okno',
  description: 'Рабочее место персонального менеджера',
  lang: 'ru',
  start_url: '/',
  scope: '/',
  display: 'standalone',
  background_color: light,
  theme_color: light,
  icons: [
    { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
    { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
    { src: '/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: '/icons/icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
  ],
  // What other apps share comes to the service worker, also without a line.
  share_target: {
    action: '/share',
    method: 'POST',
    enctype: 'multipart/form-data',
    params: {
      title: 'title',
      text: 'text',
      url: 'url',
      files: [{ name: 'files', accept: ['image/*', 'audio/*', 'application/pdf'] }],
    },
  },
  shortcuts: [
    { name: 'Ждут ответа', url: '/inbox', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: 'Записать звонок', url: '/log', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
    { name: 'Найти клиента', url: '/clients', icons: [{ src: '/icons/icon-192.png', sizes: '192x192' }] },
  ],
}
