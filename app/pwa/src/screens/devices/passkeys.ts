// Passkeys: the device makes one for this person, and answers with it who they are.
import { ask, Problem } from '../../api'
import { uuid7 } from '../../ids'
import { signInBy } from '../../entering'

interface Question {
  challenge: string
  house: string
  user: string | null
  known: string[]
}

export const able = (): boolean => 'PublicKeyCredential' in window

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

function text(raw: ArrayBuffer | null): string {
  const letters = String.fromCharCode(...new Uint8Array(raw ?? new ArrayBuffer(0)))
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

/** The person changed their mind, or the device has none for this house: nothing went wrong. */
const refused = (error: unknown): boolean =>
  error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name)

/** Makes a passkey on this device. False where its person changed their mind, or it has one. */
export async function makePasskey(name: string): Promise<boolean> {
  const { challenge, house, user, known } = await ask<Question>('/api/me/passkeys/question')
  const wanted: PublicKeyCredentialCreationOptions = {
    challenge: bytes(challenge),
    rp: { id: house, name: 'Okno' },
    user: { id: bytes(user ?? ''), name, displayName: name },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
    excludeCredentials: known.map((id) => ({ type: 'public-key', id: bytes(id) })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  }
  let made: PublicKeyCredential
  try {
    made = (await navigator.credentials.create({ publicKey: wanted })) as PublicKeyCredential
  } catch (error) {
    if (refused(error)) return false
    throw error
  }
  const { clientDataJSON, attestationObject } = made.response as AuthenticatorAttestationResponse
  const json = {
    id: uuid7(),
    credential_id: text(made.rawId),
    client_data: text(clientDataJSON),
    attestation: text(attestationObject),
  }
  await ask('/api/me/passkeys', { method: 'POST', json })
  return true
}

/** What this device answers to a question by a passkey; null where its person changed their mind. */
async function answered({ challenge, house, known }: Question): Promise<object | null> {
  const wanted: PublicKeyCredentialRequestOptions = {
    challenge: bytes(challenge),
    rpId: house,
    userVerification: 'required',
    allowCredentials: known.map((id) => ({ type: 'public-key', id: bytes(id) })),
  }
  let proof: PublicKeyCredential
  try {
    proof = (await navigator.credentials.get({ publicKey: wanted })) as PublicKeyCredential
  } catch (error) {
    if (refused(error)) return null
    throw error
  }
  const said = proof.response as AuthenticatorAssertionResponse
  return {
    credential_id: text(proof.rawId),
    client_data: text(said.clientDataJSON),
    authenticator_data: text(said.authenticatorData),
    signature: text(said.signature),
    user_handle: text(said.userHandle) || 'AAAA', // one that was asked for by its id may leave out whose it is
  }
}

/** Signs in by a passkey of this device. True also where its person changed their mind: nothing is to be said. */
export async function signInByPasskey(): Promise<true> {
  const proof = await answered(await ask<Question>('/api/session/question'))
  return proof ? signInBy('/api/session/passkey', proof) : true
}

/** Does what only somebody may who has just shown that it is them: where the house asks for it, by a passkey first. */
export async function proved<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Problem) || error.body.code !== 'prove_first' || !able()) throw error
    const proof = await answered(await ask<Question>('/api/me/proof/question'))
    if (!proof) throw error
    await ask('/api/me/proof', { method: 'POST', json: proof })
    return act()
  }
}
