import { compilePolicy, type Policy, type PolicyDocument } from '../domain/policy.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readBaseCurrency, readNewestPolicy } from './store.ts'

export interface PolicyInForce {
  readonly policy: Policy
  readonly document: PolicyDocument
  readonly hash: string
  readonly baseCurrency: string
}

/** Compiling is pure and costs a millisecond; the newest few are kept by what they are. */
const compiled = new Map<string, Policy>()
const KEPT = 16

/** The newest published policy, ready to assess with. Without an organisation there is none: 409. */
export async function policyInForce(db: Executor): Promise<PolicyInForce> {
  const newest = await readNewestPolicy(db)
  const baseCurrency = await readBaseCurrency(db)
  if (newest === null || baseCurrency === null) {
    throw new CountersignError({
      code: 'NOT_INITIALISED',
      status: 409,
      detail: 'There is no organisation yet. Run: countersign init organisation.yaml',
    })
  }
  return { ...newest, baseCurrency, policy: compileOnce(newest.document, newest.hash, baseCurrency) }
}

export function compileOnce(document: PolicyDocument, hash: string, baseCurrency: string): Policy {
  const key = `${hash} ${baseCurrency}`
  const present = compiled.get(key)
  if (present !== undefined) return present
  const policy = compilePolicy(document, baseCurrency)
  if (compiled.size >= KEPT) compiled.clear()
  compiled.set(key, policy)
  return policy
}
