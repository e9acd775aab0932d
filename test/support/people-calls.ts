import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import type { Express } from 'express'
import request, { type Response } from 'supertest'
import type { SoftwareKey } from '../../src/sandbox/software-key.ts'
import { TEST_ORIGIN, type Bend } from './software-key.ts'

export interface Enrolled {
  readonly person: { readonly id: string; readonly state: string }
  readonly key: { readonly id: string; readonly fingerprint: string; readonly state: string }
}

/** A call with a session, as our own page makes it. */
export interface Session {
  readonly cookie: string
  get(path: string): Promise<Response>
  post(path: string, body?: object): Promise<Response>
  delete(path: string): Promise<Response>
}

export async function askToEnrol(app: Express, token: string): Promise<EnrolmentChallenge> {
  const response = await request(app).post(`/v1/enrolments/${token}/challenges`).expect(201)
  return response.body as EnrolmentChallenge
}

export interface EnrolmentChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialCreationOptionsJSON
}

/** Enrols a key by an invitation, from the challenge to the answer. */
export async function enrol(app: Express, token: string, key: SoftwareKey, bend?: Bend): Promise<Response> {
  const { challengeId, publicKey } = await askToEnrol(app, token)
  const credential = await key.create(publicKey, { origin: TEST_ORIGIN, ...(bend && { bend }) })
  return request(app).post(`/v1/enrolments/${token}`).send({ challengeId, credential, label: 'blue key' })
}

export interface SessionChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

export async function askToSignIn(app: Express, body: object): Promise<SessionChallenge> {
  const response = await request(app).post('/v1/sessions/challenges').send(body).expect(201)
  return response.body as SessionChallenge
}

export async function answerSignIn(
  app: Express,
  asked: SessionChallenge,
  key: SoftwareKey,
  bend?: Bend,
): Promise<Response> {
  const credential = await key.get(asked.publicKey, { origin: TEST_ORIGIN, ...(bend && { bend }) })
  return request(app).post('/v1/sessions').send({ challengeId: asked.challengeId, credential })
}

export async function signIn(app: Express, email: string, key: SoftwareKey, bend?: Bend): Promise<Session> {
  const response = await answerSignIn(app, await askToSignIn(app, { email }), key, bend)
  if (response.status !== 201) throw new Error(`${response.status} ${response.text}`)
  return sessionOf(app, response)
}

export interface FurtherKeyAsked extends EnrolmentChallenge {
  readonly confirmWith: PublicKeyCredentialRequestOptionsJSON
}

/** Gives up a key of whoever's session it is, with the touch of this one. */
export async function giveUp(session: Session, keyId: string, key: SoftwareKey): Promise<Response> {
  const asked = await session.post(`/v1/keys/${keyId}/revoke/challenges`)
  if (asked.status !== 201) return asked
  const { challengeId, publicKey } = asked.body as SessionChallenge
  // Whether or not it is one that was asked for.
  const credential = await key.get({ ...publicKey, allowCredentials: [] }, { origin: TEST_ORIGIN })
  return session.post(`/v1/keys/${keyId}/revoke`, { challengeId, credential })
}

export function sessionOf(app: Express, response: Response): Session {
  const cookies = response.headers['set-cookie'] as unknown as string[]
  const cookie = cookies[0]?.split(';')[0] ?? ''
  return {
    cookie,
    get: (path) => request(app).get(path).set('Cookie', cookie),
    post: (path, body = {}) => request(app).post(path).set('Cookie', cookie).set('Origin', TEST_ORIGIN).send(body),
    delete: (path) => request(app).delete(path).set('Cookie', cookie).set('Origin', TEST_ORIGIN),
  }
}
