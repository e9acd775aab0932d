import type { Answer } from '../../src/platform/http/rest-api.ts'
import type { Bend } from '../../src/sandbox/authenticator-messages.ts'
import { enrolPerson, redeemInvitation, type Person } from '../../src/sandbox/rest-person.ts'
import { createSoftwareKey, type SoftwareKey } from '../../src/sandbox/software-key.ts'
import type { Service } from './service.ts'

export { signIn, signInAs, type Person, type SigningOptions, type Subject } from '../../src/sandbox/rest-person.ts'

/** Uses their invitation with a new key, of a maker that is trusted here, and signs in with it. */
export async function enrol(service: Service, email: string, key?: SoftwareKey): Promise<Person> {
  const own = key ?? (await createSoftwareKey({ root: service.keyMaker }))
  return enrolPerson(service, { email, token: invitationOf(service, email) }, own)
}

/** The bare attempt, as whoever holds the invitation makes it. */
export async function useInvitation(service: Service, email: string, key: SoftwareKey, bend?: Bend): Promise<Answer> {
  return redeemInvitation(service, invitationOf(service, email), key, bend)
}

function invitationOf(service: Service, email: string): string {
  const token = service.secrets.people[email]?.enrolment
  if (token === undefined) throw new TypeError(`Unexpected person ${email}, who was not invited`)
  return token
}
