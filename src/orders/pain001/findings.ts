import { CountersignError, type FieldError } from '../../domain/errors.ts'

export const MAX_ERRORS = 100

/** Gathers what is wrong with a file, so that one answer names it all (the first hundred) by element path. */
export class Findings {
  readonly #errors: FieldError[] = []
  #count = 0

  add(path: string, code: string, detail: string): void {
    this.#count += 1
    if (this.#errors.length < MAX_ERRORS) this.#errors.push({ path, code, detail })
  }

  /** The result of `read`, or undefined when it was refused: its errors are kept, and reading goes on. */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error
      for (const { path, code, detail } of error.errors) this.add(path, code, detail)
      return undefined
    }
  }

  throwIfAny(): void {
    if (this.#count > 0) throw refusePain001(this.#errors, this.#count)
  }
}

/** 422 PAIN001_INVALID: nothing of the file was taken. */
export function refusePain001(errors: readonly FieldError[], count = errors.length): CountersignError {
  const shown = count > MAX_ERRORS ? ` (the first ${MAX_ERRORS} of ${count})` : ''
  return new CountersignError({
    code: 'PAIN001_INVALID',
    status: 422,
    detail: `Nothing of this file was taken. Correct what errors names${shown} and send the whole file again.`,
    errors: errors.slice(0, MAX_ERRORS),
  })
}
