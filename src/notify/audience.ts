import { evaluate } from '../consent/evaluate.ts'
import { kindOf } from '../consent/kind-of.ts'
import { readHead } from '../consent/read-head.ts'
import type { SubjectKinds } from '../consent/subject-kind.ts'
import { eligibleFor } from '../domain/feasibility.ts'
import { now as readNow } from '../platform/clock.ts'
import type { Executor } from '../platform/postgres/database.ts'
import { readColleagues } from './store.ts'

/** Who is told about a subject, asked when it is time to tell. */
export interface Audience {
  /** People who could answer something that is still open, and have not. */
  eligible(subjectId: string): Promise<readonly string[]>
  /** No fewer than `eligible`, and far cheaper: whoever could answer any of it, their own duties and limits aside. */
  mayBeEligible(subjectId: string): Promise<readonly string[]>
  /** Who asked for it. */
  requesters(subjectId: string): Promise<readonly string[]>
}

/** Duties and limits only ever rule people out. */
const NO_DUTIES = { requesters: [], instructors: [], instructorCounts: true, spending: null }

export function createAudience({ db, kinds }: { readonly db: Executor; readonly kinds: SubjectKinds }): Audience {
  return {
    async eligible(subjectId) {
      const head = await readHead(db, subjectId)
      if (head === null) return []
      const { resolution, evidence, duties, standings } = await evaluate(db, kinds, head, await readNow(db), 'all')
      if (resolution.status !== 'waiting') return []
      // Whose signature counts no longer is asked for another one.
      const current = evidence.filter((one) => one.subject.version === head.version && one.voidedBy === null)
      // Alternatives aside: nobody needs a mail for each payment that they could expedite.
      const open = head.assessment.requirements.filter((one) => resolution.outstanding.includes(one.id))
      const people = open.flatMap((requirement) => {
        const answered = current.filter((one) => one.requirementId === requirement.id).map((one) => one.personId)
        const eligible = eligibleFor(requirement, standings.values(), duties, current)
        return eligible.filter((personId) => !answered.includes(personId))
      })
      return [...new Set(people)]
    },

    async mayBeEligible(subjectId) {
      const head = await readHead(db, subjectId)
      if (head === null) return []
      const standings = await readColleagues(db)
      return [...new Set(head.assessment.requirements.flatMap((one) => eligibleFor(one, standings, NO_DUTIES, [])))]
    },

    async requesters(subjectId) {
      const head = await readHead(db, subjectId)
      return head === null ? [] : (await kindOf(kinds, head.type).duties(db, head)).requesters
    },
  }
}
