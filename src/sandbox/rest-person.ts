import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import type { z } from 'zod'
import {
  ChallengeAnswer,
  InboxAnswer,
  OutcomeAnswer,
  SubjectView,
  WorksheetAnswer,
  type ChallengeBody,
  type OutcomeBody,
} from '../consent/schema.ts'
import type { Decision } from '../domain/evidence.ts'
import {
  CreationChallenge,
  EnrolledAnswer,
  FurtherKeyChallenge,
  RequestChallenge,
  SessionAnswer,
} from '../people/schema.ts'
import { createRestApi, type Answer, type RestApi, type OnAnswer } from '../platform/http/rest-api.ts'
import type { Bend } from './authenticator-messages.ts'
import type { SoftwareKey } from './software-key.ts'

/** A running installation, as somebody outside sees it. */
export interface Site {
  readonly origin: string
  readonly onAnswer?: OnAnswer
}

/** How a subject stands, in the members that orders and other subjects share. */
export const Standing = SubjectView.pick({
  id: true,
  version: true,
  state: true,
  signals: true,
  requirements: true,
  evidence: true,
  holds: true,
})
export type Standing = z.infer<typeof Standing>

export type Subject = z.infer<typeof ChallengeBody>['subject']
type BlindEntry = NonNullable<z.infer<typeof ChallengeBody>['blindEntry']>
type Outcome = z.infer<typeof OutcomeBody>

export interface SigningOptions {
  readonly contactedBy?: z.infer<typeof ChallengeBody>['contactedBy']
  readonly blindEntry?: BlindEntry
  readonly reason?: string
  /** Another key than the one of the session, or one that misbehaves. */
  readonly key?: SoftwareKey
  readonly bend?: Bend
}

export interface Challenge {
  readonly id: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** Somebody with a session and a security key, who does what the console would do for them. Throws what is refused. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly key: SoftwareKey
  readonly api: RestApi
  inbox(): Promise<z.infer<typeof InboxAnswer>['items']>
  read(subject: Subject): Promise<SubjectView>
  challenge(
    subject: Subject,
    requirementId: string | null,
    decision: Decision,
    options?: SigningOptions,
  ): Promise<Challenge>
  /** What the key says to a challenge; `answer` posts it. */
  touch(challenge: Challenge, options?: SigningOptions): Promise<object>
  answer(challengeId: string, credential: object): Promise<Standing>
  sign(subject: Subject, requirementId: string | null, decision: Decision, options?: SigningOptions): Promise<Standing>
  openCallback(requirementId: string, number?: string): Promise<z.infer<typeof WorksheetAnswer>>
  recordCall(callbackId: string, outcome: Partial<Outcome>): Promise<z.infer<typeof OutcomeAnswer>>
  /** Ends with 201 or a refusal; answers with the new key's state. */
  addKey(key: SoftwareKey): Promise<string>
  /** A key of theirs, with the touch of the one they hold. */
  giveUpKey(keyId: string): Promise<void>
}

export interface Invitation {
  readonly email: string
  /** The secret of it. */
  readonly token: string
}

/** Uses an invitation with a new key and signs in with it. */
export async function enrolPerson(site: Site, invitation: Invitation, key: SoftwareKey): Promise<Person> {
  const { person } = (await redeemInvitation(site, invitation.token, key)).as(EnrolledAnswer)
  return signInAs(site, { id: person.id, email: invitation.email }, key)
}

/** Somebody whose key is known already. */
export async function signInAs(site: Site, who: Pick<Person, 'id' | 'email'>, key: SoftwareKey): Promise<Person> {
  return withSession(site, { ...who, key, cookie: await signIn(site, who.email, key) })
}

/** The bare attempt, as whoever holds the invitation makes it. */
export async function redeemInvitation(site: Site, token: string, key: SoftwareKey, bend?: Bend): Promise<Answer> {
  const api = createRestApi(site.origin, { origin: site.origin }, site.onAnswer)
  const { challengeId, publicKey } = (await api.post(`/v1/enrolments/${token}/challenges`, {})).as(CreationChallenge)
  const credential = await key.create(asCreation(publicKey), ceremony(site, bend))
  return api.post(`/v1/enrolments/${token}`, { challengeId, credential })
}

/** The session's cookie; throws the refusal. */
export async function signIn(site: Site, email: string, key: SoftwareKey, bend?: Bend): Promise<string> {
  const api = createRestApi(site.origin, { origin: site.origin }, site.onAnswer)
  const { challengeId, publicKey } = (await api.post('/v1/sessions/challenges', { email })).as(RequestChallenge)
  const credential = await key.get(asRequest(publicKey), ceremony(site, bend))
  const answer = await api.post('/v1/sessions', { challengeId, credential })
  answer.as(SessionAnswer)
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

/** Whose session it is, and the key that belongs to them. */
export interface SignedIn {
  readonly id: string
  readonly email: string
  readonly key: SoftwareKey
  readonly cookie: string
}

/** Somebody who has signed in already, here or in a browser. */
export function withSession(site: Site, { id, email, key, cookie }: SignedIn): Person {
  const api = createRestApi(site.origin, { cookie, origin: site.origin }, site.onAnswer)
  const person: Person = {
    id,
    email,
    key,
    api,
    inbox: async () => (await api.get('/v1/inbox')).as(InboxAnswer).items,
    read: async ({ type, id: subjectId }) => (await api.get(`/v1/subjects/${type}/${subjectId}`)).as(SubjectView),
    async challenge(subject, requirementId, decision, { contactedBy = 'none', blindEntry, reason } = {}) {
      const body = {
        ...{ subject, decision, contactedBy },
        ...(requirementId !== null && { requirementId }),
        ...(blindEntry && { blindEntry }),
        ...(reason && { reason }),
      }
      const { id: challengeId, publicKey } = (await api.post('/v1/challenges', body)).as(ChallengeAnswer)
      return { id: challengeId, publicKey: asRequest(publicKey) }
    },
    touch: (challenge, { key: other, bend } = {}) => (other ?? key).get(challenge.publicKey, ceremony(site, bend)),
    answer: async (challengeId, credential) =>
      (await api.post('/v1/evidence', { challengeId, credential })).as(Standing),
    async sign(subject, requirementId, decision, options) {
      const challenge = await person.challenge(subject, requirementId, decision, options)
      return person.answer(challenge.id, await person.touch(challenge, options))
    },
    async openCallback(requirementId, number) {
      const body = { requirementIds: [requirementId], ...(number === undefined ? {} : { number }) }
      return (await api.post('/v1/callbacks', body)).as(WorksheetAnswer)
    },
    async recordCall(callbackId, outcome) {
      const [startedAt, endedAt] = [new Date(Date.now() - 1000), new Date()].map((at) => at.toISOString())
      const body = { outcome: 'confirmed', startedAt, endedAt, ...outcome }
      return (await api.post(`/v1/callbacks/${callbackId}/outcome`, body)).as(OutcomeAnswer)
    },
    async addKey(further) {
      const asked = (await api.post('/v1/keys/challenges', {})).as(FurtherKeyChallenge)
      const credential = await further.create(asCreation(asked.publicKey), ceremony(site))
      const confirmation = await key.get(asRequest(asked.confirmWith), ceremony(site))
      const body = { challengeId: asked.challengeId, credential, confirmation }
      return (await api.post('/v1/keys', body)).as(EnrolledAnswer).key.state
    },
    async giveUpKey(keyId) {
      const path = `/v1/keys/${keyId}/revoke`
      const { challengeId, publicKey } = (await api.post(`${path}/challenges`, {})).as(RequestChallenge)
      const credential = await key.get(asRequest(publicKey), ceremony(site))
      ;(await api.post(path, { challengeId, credential })).body()
    },
  }
  return person
}

function ceremony({ origin }: Site, bend?: Bend) {
  return { origin, ...(bend && { bend }) }
}

/** What a browser hands on as it came; the key itself reads it. */
function asRequest(publicKey: object): PublicKeyCredentialRequestOptionsJSON {
  return publicKey as PublicKeyCredentialRequestOptionsJSON
}

function asCreation(publicKey: object): PublicKeyCredentialCreationOptionsJSON {
  return publicKey as unknown as PublicKeyCredentialCreationOptionsJSON
}
