/** Anything that needs consent. All of them run on the same three steps: assess, collect evidence, resolve. */
export const SUBJECT_TYPES = [
  'order',
  'batch',
  'account-change',
  'contact-change',
  'person-change',
  'key-change',
  'policy-change',
  'hold',
] as const
export type SubjectType = (typeof SUBJECT_TYPES)[number]

/** One version of one subject, by the digest of its content. Evidence is only ever for exactly this. */
export interface SubjectRef {
  readonly type: SubjectType
  readonly id: string
  readonly version: number
  readonly digest: string
}

export function sameSubject(a: SubjectRef, b: SubjectRef): boolean {
  return a.type === b.type && a.id === b.id && a.version === b.version && a.digest === b.digest
}
