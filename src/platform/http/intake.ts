import { createAdmission, type Admission } from './admission.ts'
import { createBodyReader, MIB, type BodyReader } from './body.ts'

/** What a process takes in at a time: requests in work, requests in line, and bytes of bodies. */
export interface Intake extends Admission, BodyReader {
  /** The most that one payment file may have. */
  readonly fileBytes: number
}

export interface IntakeLimits {
  readonly concurrency: number
  readonly fileBytes: number
}

/** Unless settings say otherwise. */
export const USUAL_FILE_BYTES = 32 * MIB
const USUAL: IntakeLimits = { concurrency: 20, fileBytes: USUAL_FILE_BYTES }

export function createIntake({ concurrency, fileBytes } = USUAL): Intake {
  // Two files in work and two in line, of the largest size.
  return { ...createAdmission(concurrency), ...createBodyReader(4 * fileBytes), fileBytes }
}
