import type { JsonObject } from '../../domain/canonical-json.ts'
import type { SubjectRef } from '../../domain/subject.ts'
import type { Bundle, BundleTrust, Finding } from '../bundle.ts'
import { objectAt } from './json-members.ts'
import type { Ledger } from './ledger.ts'
import type { OffFile } from './off-file.ts'
import type { ProvenPeople } from './people.ts'

/** What is known already when a subject is looked at, and where to say what does not hold. */
export interface Proof {
  readonly bundle: Bundle
  readonly trust: BundleTrust
  readonly ledger: Ledger
  readonly people: ProvenPeople
  readonly offFile: OffFile
  readonly findings: Finding[]
}

export type Refuse = (code: string, detail: string) => void

/** Whether a log entry is about exactly this. */
export function isAbout(fields: JsonObject | undefined, ref: SubjectRef): boolean {
  return isVersion(fields, ref, ref.version) && objectAt(fields, 'subject')?.['digest'] === ref.digest
}

export function isVersion(fields: JsonObject | undefined, ref: SubjectRef, version: number): boolean {
  const subject = objectAt(fields, 'subject')
  return subject?.['type'] === ref.type && subject['id'] === ref.id && subject['version'] === String(version)
}
