/**
 * What a browser's `credential.toJSON()` sends, cut down to the members that verification reads. The same schemas read
 * back what the API kept for the worker: the record is no reason to trust a shape.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'

/** Beyond any real key; a limit all the same. */
const base64url = z.string().min(1).max(65_536)
const id = z.string().min(1).max(2048)

const TRANSPORTS = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const

export const registrationCredential = z
  .object({
    id,
    rawId: id,
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string()).max(16).default([]),
    }),
  })
  .transform(({ response, ...credential }): RegistrationResponseJSON => {
    // Hints of the browser, signed by nobody: unknown ones are dropped.
    const transports = TRANSPORTS.filter((transport) => response.transports.includes(transport))
    return { ...credential, clientExtensionResults: {}, response: { ...response, transports } }
  })

export const assertionCredential = z
  .object({
    id,
    rawId: id,
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: z.string().max(256).nullish(),
    }),
  })
  .transform(({ response: { userHandle, ...response }, ...credential }): AuthenticationResponseJSON => {
    const named = userHandle === null || userHandle === undefined ? {} : { userHandle }
    return { ...credential, clientExtensionResults: {}, response: { ...response, ...named } }
  })

/** What is kept of an answer to an enrolment challenge. */
const keyAnswer = z.object({
  registration: registrationCredential,
  /** The signature of a key already on record, for a further key. */
  confirmation: assertionCredential.nullable(),
  label: z.string().nullable(),
  /** The invitation, sealed, for a first key. */
  invitation: z.string().nullable().default(null),
})
export type KeyAnswer = z.output<typeof keyAnswer>

/** Null when what is kept is no such answer. */
export function readKeyAnswer(kept: unknown): KeyAnswer | null {
  const parsed = keyAnswer.safeParse(kept)
  return parsed.success ? parsed.data : null
}

export function readAssertion(kept: unknown): AuthenticationResponseJSON | null {
  const parsed = assertionCredential.safeParse(kept)
  return parsed.success ? parsed.data : null
}
