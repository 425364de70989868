// What was written here and not answered for yet: kept by the browser, also when the page is closed.
export interface Enclosed {
  id: string
  name: string
  kind: 'photo' | 'voice' | 'document'
  blob: Blob
}
export interface Written {
  id: string
  text: string
  files: Enclosed[]
  at: string
}

const done = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((yes, no) => {
    asked.onsuccess = () => yes(asked.result)
    asked.onerror = () => no(asked.error ?? new Error('no storage'))
  })

async function shelf(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open('okno-window', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('written', { keyPath: 'id' })
  return (await done(opening)).transaction('written', mode).objectStore('written')
}

export const keep = async (written: Written): Promise<unknown> => done((await shelf('readwrite')).put(written))
export const drop = async (id: string): Promise<unknown> => done((await shelf('readwrite')).delete(id))
/** In the order of writing: ids begin with their time. */
export const all = async (): Promise<Written[]> => done((await shelf('readonly')).getAll() as IDBRequest<Written[]>)

/** Nothing of this client stays in this browser. */
export async function wipe(): Promise<void> {
  for (const name of Object.keys(localStorage)) if (name.startsWith('okno.window.')) localStorage.removeItem(name)
  sessionStorage.removeItem('okno.window.entry')
  await (await shelf('readwrite').then((all) => done(all.clear())))
}
