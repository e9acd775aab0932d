import { isDeepStrictEqual } from 'node:util'
import { conflict } from '../domain/errors.ts'
import type { Requirement } from '../domain/requirement.ts'
import { challengeOf, statementBytes, type Presentation, type Statement } from '../domain/statement.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import type { StoredChallenge } from './challenge-store.ts'
import { mustBeTyped } from './blindness.ts'
import { completedCallback } from './completed-callback.ts'
import { presentationOf } from './present.ts'
import { matchedBlindEntries } from './blind-entry-store.ts'
import type { SubjectHead, SubjectKind } from './subject-kind.ts'

/**
 * The worker does not believe the challenge either, which the API wrote: the bytes that were signed are exactly the
 * statement of this decision on this version, the call they name was completed, and what had to be typed was. Only the
 * reasons may be those of an earlier assessment: another signer may have added some since.
 */
export async function assertStatement(
  db: Executor,
  rpId: string,
  kind: SubjectKind,
  head: SubjectHead,
  requirement: Requirement | null,
  challenge: StoredChallenge,
): Promise<void> {
  const { decision, personId, statement } = challenge
  const said = readStatement(statement)
  if (said === null || !Buffer.from(challengeOf(statement)).equals(challenge.challenge)) throw differs()

  const isAffirmative = decision !== 'deny' && requirement !== null
  const blindEntry = isAffirmative && mustBeTyped(requirement, kind, head)
  if (blindEntry && !(await matchedBlindEntries(db, head.id, head.version, personId)).includes(requirement.id))
    throw differs()
  const callback: Presentation['callback'] =
    isAffirmative && requirement.kind === 'callback'
      ? await completedCallback(db, { kind, head, requirement, callerId: personId, now: await readNow(db) })
      : null
  if ((callback?.id ?? null) !== challenge.callbackId) throw differs()

  const expected = (blind: boolean): Uint8Array => {
    const content = blind ? kind.blindContent(head.content) : head.content
    const presentation = presentationOf({ rpId, head, requirement, decision, personId, content, blind, callback })
    const { contactedBy, reason, expiresAt } = challenge
    const { policyHash, reasons, nonce } = said
    return statementBytes({ ...presentation, policyHash, reasons, contactedBy, blindEntry, reason, nonce, expiresAt })
  }
  // Somebody who had not typed amount and account yet denies what they saw of it.
  const isIt = (blind: boolean): boolean => Buffer.from(expected(blind)).equals(statement)
  if (!isIt(false) && !(decision === 'deny' && isIt(true))) throw differs()
}

type Varying = Pick<Statement, 'policyHash' | 'reasons' | 'nonce'>

function readStatement(bytes: Uint8Array): Varying | null {
  try {
    const { policyHash, reasons, nonce } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    if (typeof policyHash !== 'string' || typeof nonce !== 'string' || nonce.length !== NONCE_LENGTH) return null
    if (!Array.isArray(reasons)) return null
    const codes = reasons.filter((one): one is string => typeof one === 'string')
    return isDeepStrictEqual(codes, reasons) ? { policyHash, reasons: codes, nonce } : null
  } catch {
    return null
  }
}

/** 32 bytes in base64url. */
const NONCE_LENGTH = 43

function differs() {
  return conflict('DIGEST_MISMATCH', 'What was signed is not what is on record. Ask for a new challenge and sign that.')
}
