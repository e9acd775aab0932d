import { plainText } from '../domain/text.ts'

const LABEL_LENGTH = 60

/** What somebody calls their key, as whoever confirms it reads it. Throws 422 for what they would not see. */
export function keyLabel(label: string | null): string | null {
  return label === null ? null : plainText(label, 'label', LABEL_LENGTH)
}
