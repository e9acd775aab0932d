/**
 * A moment in UTC, exactly as `Date.prototype.toISOString` writes it (`2026-11-30T09:12:00.000Z`).
 * The fixed width makes instants comparable as strings, and canonical inside signed bytes.
 */
export type Instant = string

/** An ISO 8601 duration of days, hours, minutes and seconds, e.g. `PT24H`, `P5D`. No months: they have no length. */
export type Duration = string

const WIDTH = '2026-11-30T09:12:00.000Z'.length

const DURATION = /^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/

/** Length in milliseconds; throws on anything that is not a duration of fixed length. */
export function durationMs(duration: Duration): number {
  const match = DURATION.exec(duration)
  if (match === null || duration === 'P' || duration.endsWith('T')) {
    throw new RangeError(`Unexpected duration "${duration}", expected ISO 8601 such as PT24H or P5D`)
  }
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  return (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
}

export function plus(instant: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(instant) + milliseconds).toISOString()
}

/** Milliseconds from `from` to `to`; negative when `to` is earlier. */
export function elapsedMs(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from)
}

export function earliest(instants: readonly (Instant | null)[]): Instant | null {
  const known = instants.filter((instant) => instant !== null)
  return known.length === 0 ? null : known.reduce((a, b) => (a < b ? a : b))
}

/** Whether a text from outside is one, and a day that there is. Years of more than four digits do not compare. */
export function isInstant(text: string): text is Instant {
  const time = Date.parse(text)
  return text.length === WIDTH && !Number.isNaN(time) && new Date(time).toISOString() === text
}
