import type { Draft } from './draft.ts'
import type { FieldErrors } from './field-of.ts'

export interface FieldsProps {
  readonly draft: Draft
  readonly errors: FieldErrors
  readonly change: (changed: Partial<Draft>) => void
}
