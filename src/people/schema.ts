/** Wire types of people. */
import { z } from 'zod'
import { ROLES } from '../domain/person.ts'
import { assertionCredential, registrationCredential } from './credential-schema.ts'

const challengeId = z.string().max(64)
const label = z.string().trim().min(1).max(60).optional()

export const PersonView = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.enum(ROLES)),
  groups: z.array(z.string()),
  state: z.enum(['pending', 'active', 'left']),
})
export type PersonView = z.infer<typeof PersonView>

const keyState = z.enum(['pending', 'active', 'quarantined', 'revoked'])

export const KeyView = z.object({
  id: z.string(),
  fingerprint: z.string().describe('SHA-256 of the public key, hex: what two people compare'),
  model: z.string().describe('AAGUID'),
  label: z.string().nullable(),
  state: keyState,
  quarantineEndsAt: z.string().nullable(),
  enrolledAt: z.string(),
  revokedAt: z.string().nullable(),
  activatedAt: z.string().nullable().describe('Since when it counts, or counted; null for one that never did'),
  confirmedBy: z
    .array(z.string())
    .describe('Who signed that they compared it with its owner; empty where nobody has, or nobody was asked to'),
})
export type KeyView = z.infer<typeof KeyView>

/** One's own, with the least that gives it up here: nothing but this session, a key's touch, or null for no way. */
export const OwnKeyView = KeyView.extend({
  givingUp: z.enum(['session', 'signature']).nullable(),
})
export type OwnKeyView = z.infer<typeof OwnKeyView>

export const PersonDetail = PersonView.extend({
  limits: z.array(z.object({ entity: z.string(), currency: z.string(), perOrder: z.string(), perDay: z.string() })),
  externalIds: z.record(z.string(), z.string()),
  keys: z.array(KeyView),
  invitable: z
    .boolean()
    .describe('No key of theirs counts, waits or ever counted: an administrator may invite them anew'),
})
export type PersonDetail = z.infer<typeof PersonDetail>

/** Limits, external ids and keys are shown to their owner, to administrators and to auditors. */
export const PersonAnswer = z.union([PersonDetail, PersonView])

export const PeopleAnswer = z.object({ items: z.array(PersonView) })
export const GroupsAnswer = z.object({ items: z.array(z.object({ id: z.string(), members: z.array(z.string()) })) })
export const KeysAnswer = z.object({ items: z.array(OwnKeyView) })
export const ClientsAnswer = z.object({
  items: z.array(
    z.object({ id: z.string(), scopes: z.array(z.string()), channels: z.array(z.string()), state: z.string() }),
  ),
})
export type ClientsAnswer = z.infer<typeof ClientsAnswer>

export const CreationChallenge = z.object({
  challengeId: z.string(),
  publicKey: z.record(z.string(), z.unknown()).describe('PublicKeyCredentialCreationOptionsJSON'),
})

export const RequestChallenge = z.object({
  challengeId: z.string(),
  publicKey: z.record(z.string(), z.unknown()).describe('PublicKeyCredentialRequestOptionsJSON'),
})

export const EnrolmentBody = z.strictObject({ challengeId, credential: registrationCredential, label })

export const EnrolledAnswer = z.object({
  person: PersonView,
  key: z.object({ id: z.string(), fingerprint: z.string(), state: keyState }),
})
export type EnrolledAnswer = z.infer<typeof EnrolledAnswer>

export const InvitationAnswer = z.object({
  personId: z.string(),
  enrolment: z.string().describe('The secret of the invitation, shown this once. Hand it over in person.'),
  expiresAt: z.string(),
})
export type InvitationAnswer = z.infer<typeof InvitationAnswer>

export const SessionChallengeBody = z.strictObject({ email: z.string().trim().min(1).max(254).optional() })

export const SessionBody = z.strictObject({ challengeId, credential: assertionCredential })

export const SessionAnswer = z.object({
  person: PersonView,
  key: z.object({ id: z.string(), state: keyState }),
  expiresAt: z.string(),
})
export type SessionAnswer = z.infer<typeof SessionAnswer>

export const SessionsAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string(),
      lastSeenAt: z.string().nullable().describe('To the minute'),
      expiresAt: z.string(),
      keyId: z.string(),
      current: z.boolean().describe('The one this is asked with'),
      userAgent: z.string().nullable().describe('As the browser said when it signed in; nothing rests on it'),
    }),
  ),
})
export type SessionsAnswer = z.infer<typeof SessionsAnswer>

export const OrganisationAnswer = z.object({
  name: z.string(),
  baseCurrency: z.string(),
  locale: z.string(),
  profile: z.enum(['demo', 'sandbox', 'production']),
  entities: z.array(z.object({ id: z.string(), name: z.string(), timeZone: z.string(), cutOff: z.string() })),
  originatingAccounts: z.array(
    z.object({
      id: z.string(),
      entity: z.string(),
      currency: z.string(),
      iban: z.string().describe('The last four characters; the others are dots'),
    }),
  ),
  counterpartiesCount: z.int(),
})
export type OrganisationAnswer = z.infer<typeof OrganisationAnswer>

export const InstallationAnswer = z.object({
  profile: z.enum(['demo', 'sandbox', 'production']),
  version: z.string(),
  organisation: z.boolean().describe('Whether it has been set up'),
  genesis: z.enum(['pending', 'confirmed', 'implied']).describe('Nothing is released while it is pending.'),
  rpId: z.string().describe('What security keys are enrolled for here'),
  demoCompany: z.boolean().describe('Whether POST /v1/demo/company would set one up: in the demo, while there is none'),
})
export type InstallationAnswer = z.infer<typeof InstallationAnswer>

export const FurtherKeyChallenge = CreationChallenge.extend({
  confirmWith: z
    .record(z.string(), z.unknown())
    .describe('PublicKeyCredentialRequestOptionsJSON for a key you have already: it signs the same challenge'),
})

export const FurtherKeyBody = z.strictObject({
  challengeId,
  credential: registrationCredential,
  confirmation: assertionCredential,
  label,
})

/** The signature over a challenge of `/v1/keys/{id}/revoke/challenges`; nothing where the session is enough. */
export const GivingUpBody = z
  .strictObject({ challengeId, credential: assertionCredential })
  .partial()
  .refine((body) => (body.challengeId === undefined) === (body.credential === undefined), {
    error: 'Give the challenge and its signature, or neither.',
  })

export const GenesisChallengeBody = z.strictObject({
  fingerprint: z.string().max(200).describe("The other administrator's, as they read it to you"),
})

export const GenesisChallenge = z.object({
  challengeId: z.string(),
  statement: z.string().describe('base64url of the exact bytes that are signed: RFC 8785 JSON'),
  digest: z.string(),
  publicKey: z.record(z.string(), z.unknown()).describe('PublicKeyCredentialRequestOptionsJSON'),
})

export const GenesisBody = z.strictObject({ challengeId, credential: assertionCredential })

export const GenesisAnswer = z.object({ confirmedAt: z.string().nullable() })
