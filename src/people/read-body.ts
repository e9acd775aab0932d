import type { z } from 'zod'
import { CountersignError } from '../domain/errors.ts'

/** The body as its schema reads it; 422 with the path of every field that does not fit. */
export function readBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.flatMap((issue) => {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    const code = issue.code === 'unrecognized_keys' ? 'FIELD_UNKNOWN' : 'FIELD_FORMAT'
    return paths.map((path) => ({ path: path.map(String).join('.'), code, detail: issue.message }))
  })
  const [first] = errors
  const detail = `Correct ${first?.path ?? 'the body'}: ${first?.detail ?? ''}`
  throw new CountersignError({ code: first?.code ?? 'FIELD_FORMAT', status: 422, detail, errors })
}
