import { z } from 'zod'

const WANTED = 'Write the time in UTC, such as 2026-11-30T09:12:00Z.'

/**
 * A moment that a caller names, read into the one form that `Instant` has. RFC 3339 writes UTC as `Z`, in lower case
 * too (§5.6), as `+00:00`, which is what Python's `isoformat` writes, and as `-00:00`, UTC from somewhere unknown
 * (§4.3). Any other offset is refused, not converted: whoever sends one sends local time where UTC was agreed.
 */
export const UtcInstant = z
  .string({ error: WANTED })
  .transform((text) => text.toUpperCase().replace(/[+-]00:00$/, 'Z'))
  .pipe(z.iso.datetime({ offset: false, error: WANTED }))
  // The record has no year 0.
  .refine((text) => !text.startsWith('0000'), 'Write a year from 0001 on.')
  .transform((text) => new Date(text).toISOString())
  .meta({ format: 'date-time', description: 'RFC 3339, in UTC', example: '2026-11-30T09:12:00Z' })
