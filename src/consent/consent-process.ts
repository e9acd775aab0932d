import type { SubjectType } from '../domain/subject.ts'

/** The waiting side, as the rest of the service sees it. Implemented on Temporal in `temporal-process.ts`. */
export interface ConsentProcess {
  /** Hands a kept answer to the subject's workflow and waits for the record's verdict; throws it as it is. */
  submitEvidence(type: SubjectType, subjectId: string, challengeId: string): Promise<void>
  /** Starts the workflow if none runs; `waitMs` spares it the first question. One that runs is left alone. */
  ensure(type: SubjectType, subjectId: string, waitMs?: string): Promise<void>
  /** Subjects whose workflow runs, by id, as Temporal lists them: a little behind, both with new and with ended ones. */
  running(): Promise<ReadonlySet<string>>
  /** Starts the workflow where none runs, and says whether it had to. */
  restore(type: SubjectType, subjectId: string): Promise<boolean>
  /** Makes one that runs look at the record again; where none does, there is nothing to look at. */
  nudge(type: SubjectType, subjectId: string): Promise<void>
  /** Starts one if none runs, and makes one that runs look again. */
  wake(type: SubjectType, subjectId: string): Promise<void>
}
