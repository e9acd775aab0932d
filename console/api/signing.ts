import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { base64URLStringToBuffer } from '@simplewebauthn/browser'
import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { ChallengeAnswer, ChallengeBody, EvidenceView, PresentationAnswer } from '../../src/consent/schema.ts'
import { api } from './client.ts'
import { SUBJECTS } from './subjects.ts'

export type DecisionRequest = z.infer<typeof ChallengeBody>
export type SubjectKey = DecisionRequest['subject']
export type Decision = DecisionRequest['decision']
export type ContactedBy = DecisionRequest['contactedBy']
export type Evidence = z.infer<typeof EvidenceView>

/** What is rendered before a signature: the very bytes that the statement repeats, and what they say. */
export interface Presentation {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly members: Readonly<Record<string, unknown>>
  /** Amount and account are left out until this person has typed them. */
  readonly blind: boolean
}

/** Everything that was read to be signed for one requirement. */
export function presentationsOf(requirementId: string | null): readonly (string | null)[] {
  return [...SUBJECTS, 'presentation', requirementId]
}

export function presentationQuery(subject: SubjectKey, requirementId: string | null, decision: Decision) {
  const query = new URLSearchParams({ decision })
  if (requirementId !== null) query.set('requirementId', requirementId)
  return queryOptions({
    queryKey: [...presentationsOf(requirementId), decision, subject.type, subject.id],
    queryFn: async ({ signal }): Promise<Presentation> => {
      const path = `/v1/subjects/${subject.type}/${encodeURIComponent(subject.id)}/presentation?${query}`
      const { presentation, blind } = await api.get<z.infer<typeof PresentationAnswer>>(path, signal)
      const bytes = fromBase64url(presentation)
      return { bytes, members: readMembers(bytes), blind }
    },
  })
}

export interface Challenge {
  readonly id: string
  readonly statement: Uint8Array<ArrayBuffer>
  /** SHA-256 of the statement, hex, as the service gives it. */
  readonly digest: string
  readonly publicKey: PublicKeyCredentialRequestOptionsJSON
}

/** Asks for the statement to sign; `blindEntry` that does not match is refused and counted. */
export async function createChallenge(request: DecisionRequest): Promise<Challenge> {
  const { id, statement, digest, publicKey } = await api.post<z.infer<typeof ChallengeAnswer>>(
    '/v1/challenges',
    request,
  )
  const options = publicKey as unknown as PublicKeyCredentialRequestOptionsJSON
  return { id, statement: fromBase64url(statement), digest, publicKey: options }
}

/** What the service answers of any subject, as far as a signature is looked for in it. */
export interface WithEvidence {
  readonly evidence: readonly Evidence[]
}

export function submitEvidence(challengeId: string, credential: AuthenticationResponseJSON): Promise<WithEvidence> {
  return api.post<WithEvidence>('/v1/evidence', { challengeId, credential })
}

export function readEvidence({ type, id }: SubjectKey): Promise<WithEvidence> {
  return api.get<WithEvidence>(`/v1/subjects/${type}/${encodeURIComponent(id)}`)
}

export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64URLStringToBuffer(text))
}

export function readMembers(bytes: Uint8Array<ArrayBuffer>): Readonly<Record<string, unknown>> {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Readonly<Record<string, unknown>>
}
