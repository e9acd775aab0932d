import { Router, type Request } from 'express'
import { notFound } from '../domain/errors.ts'
import { presentationBytes } from '../domain/statement.ts'
import { sha256Hex } from '../domain/canonical-json.ts'
import { SUBJECT_TYPES, type SubjectType } from '../domain/subject.ts'
import type { Authentication } from '../people/caller.ts'
import { signingCredentials } from '../people/signing-credentials.ts'
import { assertionOptions } from '../people/keys/assertion-options.ts'
import type { KeyTrust } from '../people/keys/trust.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Db } from '../platform/postgres/database.ts'
import { bytesToBase64url } from './base64url.ts'
import { placeCallback, recordCallbackOutcome, type OnSuspicion } from './callbacks.ts'
import { findCompletedCallback } from './completed-callback.ts'
import type { ConsentProcess } from './consent-process.ts'
import { createChallenge } from './create-challenge.ts'
import { kindOf } from './kind-of.ts'
import { findRequirement, presentationOf } from './present.ts'
import { escalateSubject } from './escalate-subject.ts'
import { listChallenges } from './list-challenges.ts'
import { listSubjects } from './list-subjects.ts'
import { readHead } from './read-head.ts'
import { readInbox } from './read-inbox.ts'
import { contentFor, readSubject, viewerOf, type PersonViewer } from './read-subject.ts'
import {
  CallbackBody,
  ChallengeBody,
  EscalationBody,
  EvidenceBody,
  OutcomeBody,
  PresentationQuery,
  SubjectsQuery,
} from './schema.ts'
import type { SubjectHead, SubjectKinds } from './subject-kind.ts'
import { submitEvidence } from './submit-evidence.ts'

export interface ConsentRoutes {
  readonly db: Db
  readonly kinds: SubjectKinds
  readonly process: ConsentProcess
  readonly auth: Authentication
  readonly trust: KeyTrust
  readonly onSuspicion: OnSuspicion
  /** An order is answered in its own words rather than as a subject. */
  readonly view: (head: SubjectHead, viewer: PersonViewer) => Promise<object>
}

/** Challenges, evidence, callbacks, the inbox and subjects: all of them need a person. */
export function consentRoutes(deps: ConsentRoutes): Router {
  const { db, kinds, process, auth, trust } = deps
  const router = Router()

  router.post('/v1/challenges', auth.person, async (request, response) => {
    const { personId, keyState } = auth.personOf(request)
    const body = ChallengeBody.parse(request.body)
    const made = await createChallenge(db, kinds, trust.rpId, {
      personId,
      keyState,
      subject: body.subject,
      requirementId: body.requirementId ?? null,
      decision: body.decision,
      contactedBy: body.contactedBy,
      blindEntry: body.blindEntry ?? null,
      reason: body.reason ?? null,
    })
    const allowCredentials = await signingCredentials(db, personId)
    const publicKey = await assertionOptions({ trust, challenge: made.challenge, allowCredentials })
    response
      .status(201)
      .json({ id: made.id, statement: bytesToBase64url(made.statement), digest: made.digest, publicKey })
  })

  router.get('/v1/challenges', auth.person, async (request, response) => {
    response.json(await listChallenges(db, kinds, auth.personOf(request).personId))
  })

  router.post('/v1/evidence', auth.person, async (request, response) => {
    const { personId } = auth.personOf(request)
    const { challengeId, credential } = EvidenceBody.parse(request.body)
    const subject = await submitEvidence(db, process, trust, { personId, challengeId, credential })
    response.status(201).json(await deps.view(await expectHead(db, subject.id), viewerOf(auth.personOf(request))))
  })

  router.get('/v1/inbox', auth.person, async (request, response) => {
    response.json({ items: await readInbox(db, kinds, auth.personOf(request).personId) })
  })

  router.get('/v1/subjects', auth.person, async (request, response) => {
    const query = SubjectsQuery.parse(request.query)
    response.json(await listSubjects(db, kinds, auth.personOf(request).personId, query))
  })

  router.get('/v1/subjects/:type/:id', auth.person, async (request, response) => {
    const head = await subjectOf(db, named(request))
    response.json(await readSubject(db, kinds, head, viewerOf(auth.personOf(request))))
  })

  router.post('/v1/subjects/:type/:id/escalate', auth.person, async (request, response) => {
    const { personId, keyState } = auth.personOf(request)
    const subject = named(request)
    const { reason } = EscalationBody.parse(request.body)
    const head = await escalateSubject(db, kinds, { subject, personId, keyState, reason })
    response.json(await readSubject(db, kinds, head, viewerOf(auth.personOf(request))))
  })

  router.get('/v1/subjects/:type/:id/presentation', auth.person, async (request, response) => {
    const { personId } = auth.personOf(request)
    const { requirementId, decision } = PresentationQuery.parse(request.query)
    const head = await subjectOf(db, named(request))
    const requirement = findRequirement(head, requirementId ?? null)
    const { content, blind } = await contentFor(db, kinds, head, personId)
    // A caller sees the call they are about to sign for; who has made none sees that there is none.
    const callback =
      requirement?.kind === 'callback' && decision !== 'deny'
        ? await findCompletedCallback(db, {
            ...{ kind: kindOf(kinds, head.type), head, requirement, callerId: personId },
            now: await readNow(db),
          })
        : null
    const bytes = presentationBytes(
      presentationOf({ rpId: trust.rpId, head, requirement, decision, personId, content, blind, callback }),
    )
    response.json({ presentation: bytesToBase64url(bytes), digest: sha256Hex(bytes), blind })
  })

  router.post('/v1/callbacks', auth.person, async (request, response) => {
    const { personId, keyState } = auth.personOf(request)
    const { requirementIds, number } = CallbackBody.parse(request.body)
    const { callback, contact, subject, calleeName, ask } = await placeCallback(db, kinds, {
      callerId: personId,
      keyState,
      requirementId: requirementIds[0] ?? '',
      offeredNumber: number ?? null,
    })
    response.status(201).json({
      id: callback.id,
      subject,
      callee: callback.callee,
      calleeName,
      contact: {
        id: contact.id,
        version: contact.version,
        number: contact.value,
        verifiedAt: contact.verifiedAt,
        provenance: contact.provenance,
      },
      window: { timeZone: contact.timeZone, from: '09:00', to: '17:00' },
      ask,
      neverSay: ['amount', 'account', 'who else approves'],
    })
  })

  router.post('/v1/callbacks/:id/outcome', auth.person, async (request, response) => {
    const { personId, keyState } = auth.personOf(request)
    const body = OutcomeBody.parse(request.body)
    const { callback, statedMatched } = await recordCallbackOutcome(db, kinds, deps.onSuspicion, {
      callbackId: String(request.params['id']),
      callerId: personId,
      keyState,
      outcome: {
        outcome: body.outcome,
        stated: body.stated ?? null,
        startedAt: body.startedAt,
        endedAt: body.endedAt,
        direction: body.direction ?? 'outbound',
        notes: body.notes ?? null,
      },
    })
    response.status(201).json({ id: callback.id, outcome: body.outcome, statedMatched })
  })

  return router
}

/** A type that there is none of is an address of nothing. */
function named({ params }: Request): { readonly type: SubjectType; readonly id: string } {
  const type = SUBJECT_TYPES.find((one) => one === params['type'])
  if (type === undefined) throw notFound('subject')
  return { type, id: String(params['id']) }
}

async function subjectOf(db: Db, { type, id }: ReturnType<typeof named>): Promise<SubjectHead> {
  const head = await readHead(db, id)
  if (head === null || head.type !== type) throw notFound('subject')
  return head
}

async function expectHead(db: Db, id: string): Promise<SubjectHead> {
  const head = await readHead(db, id)
  if (head === null) throw notFound('subject')
  return head
}
