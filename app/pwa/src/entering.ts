// Signing in: by the link of an administrator, the code of another device, or a passkey.
import { ask, Unreachable } from './api'
import { heardLeft } from './left'
import { emptied, stage, start } from './session'

const tokenLength = 44

/** Takes the link an administrator gave, or the code another device shows. False if it is no longer good. */
export async function signIn(pasted: string): Promise<boolean> {
  const token = /([A-Za-z0-9_-]+)\/?\s*$/.exec(pasted.trim())?.[1]
  if (token?.length !== tokenLength) return signInBy('/api/session/code', { code: pasted.trim().slice(0, 60) })
  let answer: Response
  try {
    // The server sets the cookie and sends a browser on to "/": seen from here as an opaque redirect.
    answer = await fetch(`/sign-in/${encodeURIComponent(token)}`, {
      redirect: 'manual',
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch {
    throw new Unreachable('sign-in')
  }
  if (answer.type !== 'opaqueredirect' && !answer.ok) return false
  await begin()
  return true
}

/** Proves who it is by something that is no link. Raises what the server says against it. */
export async function signInBy(path: string, proof: unknown): Promise<true> {
  await ask(path, { method: 'POST', json: proof })
  await begin()
  return true
}

async function begin(): Promise<void> {
  heardLeft() // the house ends what a browser had before, when somebody signs in
  stage.value = 'starting'
  emptied.value = null
  await start()
}
