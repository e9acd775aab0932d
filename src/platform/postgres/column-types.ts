import pg from 'pg'

const { builtins } = pg.types

/** A column's text as PostgreSQL sends it, to the value our code sees. */
type ReadText = (text: string) => unknown

const TIMESTAMPTZ_ARRAY = 1185
const DATE_ARRAY = 1182

const readBuiltin = (oid: number): ReadText => pg.types.getTypeParser(oid, 'text') as ReadText

/** `Instant` form. `infinity` has none, so it stays as PostgreSQL writes it and sorts after every instant. */
function readInstant(text: string): string {
  const date: unknown = readBuiltin(builtins.TIMESTAMPTZ)(text)
  return date instanceof Date ? date.toISOString() : text
}

function readInstants(text: string): unknown {
  const dates: unknown = readBuiltin(TIMESTAMPTZ_ARRAY)(text)
  if (!Array.isArray(dates)) return dates
  return dates.map((date: unknown) => (date instanceof Date ? date.toISOString() : date))
}

/** A calendar date has no time zone: a `Date` of it would shift with the machine's. */
const readAsText: ReadText = (text) => text

const OURS = new Map<number, ReadText>([
  [builtins.TIMESTAMPTZ, readInstant],
  [TIMESTAMPTZ_ARRAY, readInstants],
  [builtins.DATE, readAsText],
  [DATE_ARRAY, readBuiltin(1009)],
  // The driver's own default, said here because amounts depend on it: neither fits a JavaScript number.
  [builtins.INT8, readAsText],
  [builtins.NUMERIC, readAsText],
])

/** For this pool alone; the driver's process-wide table stays as it is. Text format only, which is what we use. */
export function readColumn(oid: number, format?: 'text' | 'binary'): ReadText {
  const ours = format === 'binary' ? undefined : OURS.get(oid)
  return ours ?? readBuiltin(oid)
}
