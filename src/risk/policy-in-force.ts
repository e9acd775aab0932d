import { compilePolicy, type Policy, type PolicyDocument } from '../domain/policy.ts'
import { CountersignError } from '../domain/errors.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readInForce, readPolicies } from './store.ts'

export interface PolicyInForce {
  readonly policy: Policy
  readonly hash: string
  readonly baseCurrency: string
}

/** Compiling is pure and costs a millisecond; the newest few are kept by what they are. */
const compiled = new Map<string, Policy>()
const KEPT = 16

/** The newest published policy, ready to assess with. Without an organisation there is none: 409. */
export async function policyInForce(db: Executor): Promise<PolicyInForce> {
  const { hash, baseCurrency } = await readInForce(db)
  if (hash === null || baseCurrency === null) throw notInitialised()
  const policy = compiled.get(keyOf(hash, baseCurrency)) ?? (await compileRead(db, hash, baseCurrency))
  return { policy, hash, baseCurrency }
}

/** A policy is what its hash says: once read, it is not read again. */
async function compileRead(db: Executor, hash: string, baseCurrency: string): Promise<Policy> {
  const [published] = await readPolicies(db, [hash])
  if (published === undefined) throw new TypeError(`Unexpected: policy ${hash} was published and is not there`)
  return compileOnce(published.document, hash, baseCurrency)
}

export function compileOnce(document: PolicyDocument, hash: string, baseCurrency: string): Policy {
  const key = keyOf(hash, baseCurrency)
  const present = compiled.get(key)
  if (present !== undefined) return present
  const policy = compilePolicy(document, baseCurrency)
  if (compiled.size >= KEPT) compiled.clear()
  compiled.set(key, policy)
  return policy
}

function keyOf(hash: string, baseCurrency: string): string {
  return `${hash} ${baseCurrency}`
}

function notInitialised(): CountersignError {
  return new CountersignError({
    code: 'NOT_INITIALISED',
    status: 409,
    detail: 'There is no organisation yet. Run: countersign init organisation.yaml',
  })
}
