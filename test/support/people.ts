import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { ChallengeAnswer, InboxAnswer, OutcomeAnswer, SubjectView, WorksheetAnswer, type ChallengeBody, type OutcomeBody } from '../../src/consent/schema.ts'
import type { Decision } from '../../src/domain/evidence.ts'
import { CreationChallenge, EnrolledAnswer, FurtherKeyChallenge, RequestChallenge, SessionAnswer } from '../../src/people/schema.ts'
import { createSoftwareKey, type SoftwareKey } from '../../src/sandbox/software-key.ts'
import type { Bend } from '../../src/sandbox/authenticator-messages.ts'
import { createApi, type Answer, type Api } from './http.ts'
import type { Service } from './service.ts'

/** How a subject stands, in the members that orders and other subjects share. */
const Standing = SubjectView.pick({ id: true, version: true, state: true, signals: true, requirements: true, evidence: true, holds: true })
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

/** Somebody with a session and a security key, who does what the console would do for them. */
export interface Person {
  readonly id: string
  readonly email: string
  readonly key: SoftwareKey
  readonly api: Api
  inbox(): Promise<z.infer<typeof InboxAnswer>['items']>
  read(subject: Subject): Promise<SubjectView>
  challenge(subject: Subject, requirementId: string | null, decision: Decision, options?: SigningOptions): Promise<Challenge>
  /** What the key says to a challenge; `answer` posts it. */
  touch(challenge: Challenge, options?: SigningOptions): Promise<object>
  answer(challengeId: string, credential: object): Promise<Standing>
  sign(subject: Subject, requirementId: string | null, decision: Decision, options?: SigningOptions): Promise<Standing>
  openCallback(requirementId: string, number?: string): Promise<z.infer<typeof WorksheetAnswer>>
  recordCall(callbackId: string, outcome: Partial<Outcome>): Promise<z.infer<typeof OutcomeAnswer>>
  /** Ends with 201 or a refusal; answers with the new key's state. */
  addKey(key: SoftwareKey): Promise<string>
}

/** Uses their invitation with a new key and signs in with it. */
export async function enrol(service: Service, email: string, key?: SoftwareKey): Promise<Person> {
  const own = key ?? (await createSoftwareKey({ root: service.keyMaker }))
  const answer = await useInvitation(service, email, own)
  const { person } = answer.as(EnrolledAnswer)
  const cookie = await signIn(service, email, own)
  return createPerson(service, { id: person.id, email, key: own, cookie })
}

/** The bare attempt, as whoever holds the invitation makes it. */
export async function useInvitation(service: Service, email: string, key: SoftwareKey, bend?: Bend): Promise<Answer> {
  const token = service.secrets.people[email]?.enrolment
  if (token === undefined) throw new TypeError(`Unexpected person ${email}, who was not invited`)
  const api = createApi(service.origin, { origin: service.origin })
  const { challengeId, publicKey } = (await api.post(`/v1/enrolments/${token}/challenges`, {})).as(CreationChallenge)
  const credential = await key.create(asCreation(publicKey), ceremony(service, bend))
  return api.post(`/v1/enrolments/${token}`, { challengeId, credential })
}

/** The session's cookie; throws the refusal. */
export async function signIn(service: Service, email: string, key: SoftwareKey, bend?: Bend): Promise<string> {
  const api = createApi(service.origin, { origin: service.origin })
  const { challengeId, publicKey } = (await api.post('/v1/sessions/challenges', { email })).as(RequestChallenge)
  const credential = await key.get(asRequest(publicKey), ceremony(service, bend))
  const answer = await api.post('/v1/sessions', { challengeId, credential })
  answer.as(SessionAnswer)
  return answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
}

function createPerson(service: Service, { id, email, key, cookie }: { id: string; email: string; key: SoftwareKey; cookie: string }): Person {
  const api = createApi(service.origin, { cookie, origin: service.origin })
  const person: Person = {
    id,
    email,
    key,
    api,
    inbox: async () => (await api.get('/v1/inbox')).as(InboxAnswer).items,
    read: async ({ type, id: subjectId }) => (await api.get(`/v1/subjects/${type}/${subjectId}`)).as(SubjectView),
    async challenge(subject, requirementId, decision, { contactedBy = 'none', blindEntry, reason } = {}) {
      const body = { subject, decision, contactedBy, ...(requirementId === null ? {} : { requirementId }), ...(blindEntry && { blindEntry }), ...(reason && { reason }) }
      const { id: challengeId, publicKey } = (await api.post('/v1/challenges', body)).as(ChallengeAnswer)
      return { id: challengeId, publicKey: asRequest(publicKey) }
    },
    touch: (challenge, { key: other, bend } = {}) => (other ?? key).get(challenge.publicKey, ceremony(service, bend)),
    answer: async (challengeId, credential) => (await api.post('/v1/evidence', { challengeId, credential })).as(Standing),
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
      const { challengeId, publicKey, confirmWith } = (await api.post('/v1/keys/challenges', {})).as(FurtherKeyChallenge)
      const credential = await further.create(asCreation(publicKey), ceremony(service))
      const confirmation = await key.get(asRequest(confirmWith), ceremony(service))
      const enrolled = (await api.post('/v1/keys', { challengeId, credential, confirmation })).as(EnrolledAnswer)
      return enrolled.key.state
    },
  }
  return person
}

function ceremony({ origin }: Service, bend?: Bend) {
  return { origin, ...(bend && { bend }) }
}

/** What a browser hands on as it came; the key itself reads it. */
function asRequest(publicKey: object): PublicKeyCredentialRequestOptionsJSON {
  return publicKey as PublicKeyCredentialRequestOptionsJSON
}

function asCreation(publicKey: object): PublicKeyCredentialCreationOptionsJSON {
  return publicKey as unknown as PublicKeyCredentialCreationOptionsJSON
}
