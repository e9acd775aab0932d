/** A JSON document as it came, read but not trusted. */
export type Members = Readonly<Record<string, unknown>>

/** What the person settled on this screen, as it must come back in the statement. */
export interface Settled {
  readonly contactedBy: string
  readonly reason: string | null
  /** Whether amount and account were typed before they were shown. */
  readonly blindEntry: boolean
}

/** Only these may differ between what was shown and what is signed: nobody reads them, and they make it single-use. */
const UNSEEN = ['nonce', 'expiresAt'] as const
const SETTLED = ['contactedBy', 'reason', 'blindEntry'] as const

/**
 * The paths at which a statement says something else than the screen did: `content.payment.amount`, say. Empty when
 * it may be signed. Members that are missing or more than there were differ too.
 */
export function statementDifference(shown: Members, settled: Settled, statement: Members): string[] {
  const { nonce, expiresAt, contactedBy, reason, blindEntry, ...presented } = statement
  const paths = differingPaths(shown, presented, '')
  const said = { contactedBy, reason, blindEntry }
  for (const name of SETTLED) if (said[name] !== settled[name]) paths.push(name)
  if (typeof nonce !== 'string' || nonce === '') paths.push(UNSEEN[0])
  if (typeof expiresAt !== 'string' || expiresAt === '') paths.push(UNSEEN[1])
  return paths
}

function differingPaths(shown: unknown, said: unknown, path: string): string[] {
  if (Object.is(shown, said)) return []
  if (!isMembers(shown) || !isMembers(said) || Array.isArray(shown) !== Array.isArray(said)) return [path]
  const names = new Set([...Object.keys(shown), ...Object.keys(said)])
  return [...names].flatMap((name) => {
    const below = path === '' ? name : `${path}.${name}`
    if (!Object.hasOwn(shown, name) || !Object.hasOwn(said, name)) return [below]
    return differingPaths(shown[name], said[name], below)
  })
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null
}
