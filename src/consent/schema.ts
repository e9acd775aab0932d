/** Wire types of consent. */
import { z } from 'zod'
import { CONTACTED_BY, DECISIONS } from '../domain/evidence.ts'
import { SUBJECT_TYPES } from '../domain/subject.ts'
import { assertionCredential } from '../people/credential-schema.ts'
import { UtcInstant } from '../platform/http/utc-instant.ts'

export const SubjectKey = z.strictObject({ type: z.enum(SUBJECT_TYPES), id: z.string().max(64) })

export const ChallengeBody = z.strictObject({
  subject: SubjectKey,
  requirementId: z.string().max(64).optional(),
  decision: z.enum(DECISIONS),
  contactedBy: z.enum(CONTACTED_BY),
  blindEntry: z.strictObject({ amount: z.string().max(32), accountLast4: z.string().max(8) }).optional(),
  reason: z.string().max(2000).optional(),
})

export const ChallengeAnswer = z.object({
  id: z.string(),
  statement: z.string().describe('base64url of the exact bytes that are signed: RFC 8785 JSON'),
  digest: z.string().describe('SHA-256 of the statement, hex; its bytes are the WebAuthn challenge'),
  publicKey: z.record(z.string(), z.unknown()).describe('PublicKeyCredentialRequestOptionsJSON'),
})

/** Newest first. */
export const ChallengesAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      subject: SubjectKey,
      requirementId: z.string().nullable(),
      decision: z.enum(DECISIONS),
      statement: z.string().describe('base64url of the exact bytes that are about to be signed'),
      createdAt: z.string(),
      expiresAt: z.string(),
    }),
  ),
  more: z
    .boolean()
    .describe('Others are open than are listed. Vouch for none then: your key may be about to sign one of those.'),
})
export type ChallengesAnswer = z.infer<typeof ChallengesAnswer>

export const EvidenceBody = z.strictObject({
  challengeId: z.string().max(64),
  credential: assertionCredential.describe('AuthenticationResponseJSON'),
})

export const CallbackBody = z.strictObject({
  requirementIds: z.array(z.string().max(64)).length(1, 'Open one worksheet for each requirement.'),
  number: z.string().max(40).optional().describe('A number somebody offered; refused unless it is on file.'),
})

export const WorksheetAnswer = z.object({
  id: z.string(),
  subject: z.object({ type: z.enum(SUBJECT_TYPES), id: z.string(), version: z.int() }),
  callee: z.enum(['payee', 'instructor']),
  calleeName: z.string().describe('As on file'),
  contact: z.object({
    id: z.string(),
    version: z.int(),
    number: z.string(),
    verifiedAt: z.string(),
    provenance: z.string(),
  }),
  window: z.object({ timeZone: z.string(), from: z.string(), to: z.string() }),
  ask: z.array(z.string()).describe('What the callee has to state: amount (of payments), accountLast4'),
  neverSay: z.array(z.string()),
})

export const OutcomeBody = z.strictObject({
  outcome: z.enum(['confirmed', 'refused', 'suspicious', 'no_answer']),
  stated: z.strictObject({ amount: z.string().max(32).optional(), accountLast4: z.string().max(8) }).optional(),
  startedAt: UtcInstant,
  endedAt: UtcInstant,
  direction: z.enum(['outbound', 'inbound']).optional(),
  notes: z.string().max(4000).optional(),
})

export const OutcomeAnswer = z.object({ id: z.string(), outcome: z.string(), statedMatched: z.boolean().nullable() })

const SignalView = z.object({ code: z.string(), reason: z.string(), evidence: z.record(z.string(), z.string()) })

const RequirementBase = z.object({
  id: z.string(),
  kind: z.enum(['approval', 'instructor_confirmation', 'callback', 'review', 'cooling_off']),
  status: z.enum(['waiting', 'satisfied']),
  satisfied: z.int(),
  missing: z.int(),
  because: z.array(z.string()),
  dueAt: z.string().nullable(),
  eligible: z.array(z.string()),
  personId: z.string().optional(),
  group: z.string().optional(),
  quorum: z.int().optional(),
  blindEntry: z.boolean().optional(),
  callee: z.enum(['payee', 'instructor']).optional(),
  contactMinAgeDays: z.int().optional(),
  callers: z.int().optional(),
  until: z.string().optional(),
})

export const RequirementView = RequirementBase.extend({
  anyOf: z.array(RequirementBase.extend({ anyOf: z.null() })).nullable(),
})

export const EvidenceView = z.object({
  id: z.string(),
  requirementId: z.string().nullable(),
  subject: z.object({ type: z.string(), id: z.string(), version: z.int(), digest: z.string() }),
  kind: z.string().nullable(),
  decision: z.enum(DECISIONS),
  personId: z.string(),
  forPersonId: z.string().nullable(),
  credentialId: z.string(),
  statementDigest: z.string(),
  acceptedAt: z.string(),
  logIndex: z.int().nullable(),
  voidedBy: z.string().nullable(),
})

export const HoldView = z.object({
  id: z.string(),
  scope: z.string(),
  target: z.string(),
  reason: z.string(),
  placedAt: z.string(),
  through: z
    .string()
    .nullable()
    .describe(
      'The other order whose place this one takes, and which the hold stops; null where it stops this one by itself',
    ),
})

export const MyPart = z.object({
  mayDeny: z.boolean(),
  may: z.array(z.string()).describe('Ids of requirements'),
  mayNot: z.array(z.object({ requirementId: z.string(), code: z.string(), detail: z.string() })),
})
export type MyPart = z.infer<typeof MyPart>

export const SubjectView = z.object({
  type: z.enum(SUBJECT_TYPES),
  id: z.string(),
  version: z.int(),
  digest: z.string().describe('Empty while blind: amount and account could be searched for with it.'),
  state: z.string(),
  title: z.string(),
  content: z.record(z.string(), z.unknown()),
  blind: z.boolean().describe('Amount and account are left out until you have typed them.'),
  policyHash: z.string(),
  signals: z.array(SignalView),
  requirements: z.array(RequirementView),
  evidence: z.array(EvidenceView),
  holds: z.array(HoldView),
  escalation: z
    .object({
      since: z.string(),
      by: z.string().nullable().describe('Null where time did it: a review was overdue.'),
      reason: z.string().nullable().describe('Null while blind as well.'),
    })
    .nullable(),
  expiresAt: z.string(),
  feasible: z.object({
    earliestReleaseAt: z.string().nullable(),
    cutOffAt: z.string().nullable(),
    missing: z
      .array(
        z.object({
          requirementId: z.string(),
          kind: z.string(),
          wanted: z.int(),
          eligible: z.int(),
          what: z.enum(['people', 'contact']).describe('contact: of whom is to be called, nobody on file may be rung'),
          code: z
            .enum(['CONTACT_NOT_ON_FILE', 'CONTACT_TOO_NEW', 'PERSON_HELD'])
            .nullable()
            .describe(
              'As POST /v1/callbacks would refuse. Where people are lacking: PERSON_HELD, there would be enough but for holds on them, which others lift; else null',
            ),
          from: z
            .string()
            .nullable()
            .describe('When a contact on file is old enough; null where time alone does not help'),
        }),
      )
      .describe('What cannot be met as things stand, however willing everybody is'),
  }),
  timeline: z.array(
    z.object({
      at: z.string(),
      kind: z.string(),
      by: z.string().nullable(),
      version: z.int(),
      reason: z.string().nullable().optional().describe('Of a cancellation; null while blind as well.'),
    }),
  ),
  me: MyPart.nullable().describe('What you could sign now, and why not the rest. Null for API clients.'),
})
export type SubjectView = z.infer<typeof SubjectView>

/** `data` of `event: subject` in `GET /v1/stream`. */
export const SubjectEvent = z.object({
  type: z.enum(SUBJECT_TYPES),
  id: z.string(),
  version: z.int(),
  state: z.string(),
})
export type SubjectEvent = z.infer<typeof SubjectEvent>

export const PresentationAnswer = z.object({
  presentation: z
    .string()
    .describe('base64url of the bytes to render: the statement without what is settled when Sign is pressed'),
  digest: z.string(),
  blind: z.boolean(),
})

export const InboxAnswer = z.object({
  items: z.array(
    z.object({
      subject: z.object({ type: z.string(), id: z.string() }),
      requirementId: z.string(),
      kind: z.string(),
      title: z.string(),
      dueAt: z.string(),
    }),
  ),
})
export type InboxAnswer = z.infer<typeof InboxAnswer>

export const PresentationQuery = z.strictObject({
  requirementId: z.string().max(64).optional(),
  decision: z.enum(DECISIONS),
})

export const EscalationBody = z.strictObject({
  reason: z.string().trim().min(1).max(1000).describe('What is odd about it: reviewers read it.'),
})

export const SubjectsQuery = z.strictObject({
  view: z.enum(['mine', 'waiting', 'escalated', 'held', 'done']).default('mine'),
  type: z.enum(SUBJECT_TYPES).optional(),
  q: z
    .string()
    .trim()
    .max(100)
    .regex(/^\P{Cc}*$/u, 'Write what you look for.')
    .transform((words) => (words === '' ? undefined : words))
    .optional()
    .describe('In the external id, payee, reference or id, whatever the case; never in amounts or accounts'),
  cursor: z.string().max(160).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type SubjectsQuery = z.infer<typeof SubjectsQuery>

export const SubjectLine = z.object({
  subject: z.object({ type: z.enum(SUBJECT_TYPES), id: z.string() }),
  version: z.int(),
  state: z.string(),
  title: z.string(),
  blind: z.boolean(),
  amount: z.string().nullable().describe('Null while blind'),
  currency: z.string().nullable(),
  payee: z.string().nullable(),
  externalId: z.string().nullable(),
  channel: z.string().nullable(),
  signals: z.array(z.string()),
  held: z.boolean(),
  escalatedSince: z.string().nullable(),
  createdAt: z.string(),
  dueAt: z.string().nullable().describe('Null where nobody has to do anything any more'),
  mine: z.array(z.object({ requirementId: z.string(), kind: z.string() })).describe('What you can sign now'),
  needs: z.array(z.object({ kind: z.string(), missing: z.int() })),
})
export type SubjectLine = z.infer<typeof SubjectLine>

export const SubjectPage = z.object({
  items: z.array(SubjectLine),
  next: z.string().nullable(),
  counts: z
    .object({ mine: z.int(), waiting: z.int(), escalated: z.int(), held: z.int() })
    .describe('Of everything, whatever is searched for. `mine` and `held` among the oldest 500 of each state.'),
})
export type SubjectPage = z.infer<typeof SubjectPage>
