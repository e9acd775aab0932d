import type { ConsentActivities } from '../../workflows/contract.ts'
import type { Db } from '../platform/postgres/database.ts'
import { withVerdicts } from '../platform/temporal/verdict.ts'
import { settleSubject } from './settle-subject.ts'
import type { SubjectKinds } from './subject-kind.ts'

/** What the workflow calls. `record`: as whatever else records evidence has it done (`recordEvidence`). */
export function createConsentActivities(
  db: Db,
  kinds: SubjectKinds,
  record: ConsentActivities['recordEvidence'],
): ConsentActivities {
  return {
    recordEvidence: (challengeId) => withVerdicts(() => record(challengeId)),
    settle: (subjectId) => withVerdicts(() => settleSubject(db, kinds, subjectId)),
  }
}
