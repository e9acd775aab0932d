/** Members of what is signed, each believed only in the shape that is expected: these throw `TypeError` for another. */
export type Members = Readonly<Record<string, unknown>>

export function record(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unexpected()
  return value as Members
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected()
  return value
}

export function text(value: unknown): string {
  if (typeof value !== 'string') throw unexpected()
  return value
}

export function unexpected(): TypeError {
  return new TypeError('Unexpected shape of what is proposed')
}
