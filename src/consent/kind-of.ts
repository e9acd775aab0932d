import type { SubjectType } from '../domain/subject.ts'
import type { SubjectKind, SubjectKinds } from './subject-kind.ts'

export function kindOf(kinds: SubjectKinds, type: SubjectType): SubjectKind {
  const kind = kinds.get(type)
  if (kind === undefined)
    throw new TypeError(`Unexpected subject type "${type}", expected one of ${[...kinds.keys()].join(', ')}`)
  return kind
}
