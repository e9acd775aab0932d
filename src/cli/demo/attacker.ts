import { randomBytes } from 'node:crypto'
import { CreationChallenge, RequestChallenge } from '../../people/schema.ts'
import { createRestApi, type RestApi } from '../../platform/http/rest-api.ts'
import type { Challenge, Site } from '../../sandbox/rest-person.ts'
import { createSoftwareKey, type SoftwareKey } from '../../sandbox/software-key.ts'

/** Somebody with patience, a cloned face, a key of their own, and secrets that are not theirs. */
export interface Attacker {
  readonly key: SoftwareKey
  /** Calls as the ERP's client, with its stolen secret. */
  readonly stolenClient: RestApi
  /** Tries to enrol by an invitation. */
  enrol(token: string): Promise<unknown>
  /** Tries to be somebody, with the attacker's own key. */
  signInAs(email: string): Promise<unknown>
}

export async function createAttacker(site: Site, stolenSecret: string): Promise<Attacker> {
  const anonymous = createRestApi(site.origin, { origin: site.origin }, site.onAnswer)
  const key = await createSoftwareKey()
  await key.create(ownSite(site), { origin: site.origin })
  return {
    key,
    stolenClient: createRestApi(site.origin, { authorization: `Bearer ${stolenSecret}` }, site.onAnswer),
    enrol: async (token) => (await anonymous.post(`/v1/enrolments/${token}/challenges`, {})).as(CreationChallenge),
    async signInAs(email) {
      const asked = (await anonymous.post('/v1/sessions/challenges', { email })).as(RequestChallenge)
      const credential = await key.get(withoutAllowList(asked.publicKey), { origin: site.origin })
      return (await anonymous.post('/v1/sessions', { challengeId: asked.challengeId, credential })).body()
    },
  }
}

/** As a console under the attacker's control asks it: for any key there is, not only the one that is allowed. */
export function withoutAllowList(publicKey: object): Parameters<SoftwareKey['get']>[0] {
  const { challenge, rpId } = publicKey as Parameters<SoftwareKey['get']>[0]
  return { challenge, ...(rpId === undefined ? {} : { rpId }) }
}

/** A signature by the attacker's key where somebody's own is asked for. */
export async function forge(attacker: Attacker, site: Site, challenge: Challenge) {
  return attacker.key.get(withoutAllowList(challenge.publicKey), { origin: site.origin })
}

/** Nobody's server made these options: a key can be told anything, it only proves nothing. */
function ownSite({ origin }: Site): Parameters<SoftwareKey['create']>[0] {
  const random = (): string => randomBytes(32).toString('base64url')
  return {
    rp: { id: new URL(origin).hostname, name: 'Countersign' },
    user: { id: random(), name: 'cfo@example.com', displayName: 'Cleo Example' },
    challenge: random(),
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  }
}
