// What another app shares into this one: held until a page of ours takes it, and written nowhere.
declare const self: ServiceWorkerGlobalScope

export interface Shared {
  text: string
  files: File[]
}

let shared: Shared | null = null

/** The words of a share, each once: apps put the same link into several fields. */
function wordsOf(form: FormData): string {
  const said = ['title', 'text', 'url'].map((field) => String(form.get(field) ?? '').trim()).filter(Boolean)
  return said.filter((one, at) => !said.some((other, n) => n !== at && other.includes(one) && (other !== one || n < at))).join('\n')
}

async function take(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData())
  const files = form.getAll('files').filter((one): one is File => one instanceof File && one.size > 0)
  shared = { text: wordsOf(form), files }
  return Response.redirect('/share', 303)
}

export function listenToShares(): void {
  self.addEventListener('fetch', (event) => {
    const { method, url } = event.request
    if (method === 'POST' && new URL(url).pathname === '/share') event.respondWith(take(event.request))
  })
  self.addEventListener('message', (event) => {
    if (event.data !== 'what was shared') return
    event.ports[0]?.postMessage(shared)
    shared = null
  })
}
