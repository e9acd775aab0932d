import type { OpenChallenge } from '../../api/decisions.ts'
import { fromBase64url } from '../../api/signing.ts'
import { statedPresentation, type StatedPresentation } from '../../decision/stated-presentation.ts'

/** A statement that a key may be about to sign, and what its own bytes say; null: they cannot be read. */
export interface OpenStatement {
  readonly challenge: OpenChallenge
  readonly stated: StatedPresentation | null
}

export type Judgement =
  | { readonly kind: 'nothing' }
  /** What the key signs is this, whichever of its challenges it answers. */
  | { readonly kind: 'one'; readonly statement: OpenStatement }
  /** What the key signs may be any of these, or, with `more`, something else: none of them is vouched for. */
  | { readonly kind: 'several'; readonly statements: readonly OpenStatement[]; readonly more: boolean }

/**
 * Whoever has taken over the computer chooses which of the open challenges the key answers, and can open one more that
 * looks right. So this display stands in for a statement only while there is no other one. Asking twice for the same
 * is no other one: to sign after typing blind, or again after a key that did not answer.
 */
export function judgeOpen({
  items,
  more,
}: {
  readonly items: readonly OpenChallenge[]
  readonly more: boolean
}): Judgement {
  const statements = new Map<string, OpenStatement>()
  for (const challenge of items) {
    const stated = readStated(challenge)
    // Of what cannot be read nobody knows whether it is the same.
    const said = stated === null ? challenge.id : new TextDecoder().decode(stated.bytes)
    if (!statements.has(said)) statements.set(said, { challenge, stated })
  }
  const [first, ...others] = statements.values()
  if (more || others.length > 0) return { kind: 'several', statements: [...statements.values()], more }
  return first === undefined ? { kind: 'nothing' } : { kind: 'one', statement: first }
}

function readStated({ statement }: OpenChallenge): StatedPresentation | null {
  try {
    return statedPresentation(fromBase64url(statement))
  } catch {
    return null
  }
}

/** Longer than a slow answer takes; so long, at most, a challenge is open that this display does not know of. */
const FRESH_MS = 10_000

/** What was true a while ago says nothing of what a key is about to sign now. */
export function isFresh(answeredAt: number, now: number): boolean {
  return now - answeredAt < FRESH_MS
}
