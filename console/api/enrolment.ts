import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/browser'
import type { z } from 'zod'
import type { CreationChallenge, EnrolledAnswer } from '../../src/people/schema.ts'
import { api } from './client.ts'

export type Enrolled = z.infer<typeof EnrolledAnswer>

export interface EnrolmentChallenge {
  readonly challengeId: string
  readonly publicKey: PublicKeyCredentialCreationOptionsJSON
}

export async function beginEnrolment(token: string): Promise<EnrolmentChallenge> {
  const path = `/v1/enrolments/${encodeURIComponent(token)}/challenges`
  const { challengeId, publicKey } = await api.post<z.infer<typeof CreationChallenge>>(path)
  return { challengeId, publicKey: publicKey as unknown as PublicKeyCredentialCreationOptionsJSON }
}

export function finishEnrolment(
  token: string,
  answer: { challengeId: string; credential: RegistrationResponseJSON; label?: string },
): Promise<Enrolled> {
  return api.post<Enrolled>(`/v1/enrolments/${encodeURIComponent(token)}`, answer)
}
