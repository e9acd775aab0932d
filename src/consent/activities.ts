import type { ConsentActivities } from '../../workflows/contract.ts'
import type { KeyTrust } from '../people/keys/trust.ts'
import type { Db } from '../platform/postgres/database.ts'
import { withVerdicts } from '../platform/temporal/verdict.ts'
import { recordEvidence, type OnDuress } from './record-evidence.ts'
import { settleSubject } from './settle-subject.ts'
import type { SubjectKinds } from './subject-kind.ts'

/** What the workflow calls. */
export function createConsentActivities(
  db: Db,
  kinds: SubjectKinds,
  trust: KeyTrust,
  onDuress: OnDuress,
): ConsentActivities {
  return {
    recordEvidence: (challengeId) => withVerdicts(() => recordEvidence(db, kinds, trust, onDuress, challengeId)),
    settle: (subjectId) => withVerdicts(() => settleSubject(db, kinds, subjectId)),
  }
}
