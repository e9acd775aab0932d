import { z } from 'zod'
import type { Instant } from '../domain/instant.ts'
import { holdEntriesBeyond, holdEntriesSince } from '../log/read-log.ts'
import type { Executor } from '../platform/postgres/database.ts'

/** A hold as the log tells it, which nobody can change or take back. */
export interface PlacedHold {
  readonly id: string
  readonly scope: string
  readonly target: string
}

const Placed = z.looseObject({ holdId: z.string(), scope: z.string(), target: z.string() })

/** Throws where the fields of an entry `hold.placed` name no hold. */
export function placedHold(fields: unknown): PlacedHold {
  const { holdId: id, scope, target } = Placed.parse(fields)
  return { id, scope, target }
}

/**
 * The holds that whoever has read `size` leaves has not read: who gives leaves may keep back that of a hold, and who may
 * lift holds may mark one as lifted, but neither takes an entry away.
 */
export async function placedBeyond(db: Executor, size: number): Promise<PlacedHold[]> {
  return toHolds(await holdEntriesBeyond(db, size))
}

export async function placedSince(db: Executor, from: Instant): Promise<PlacedHold[]> {
  return toHolds(await holdEntriesSince(db, from))
}

/** What names no hold holds nothing: an entry like that is none of ours. */
function toHolds(bodies: readonly string[]): PlacedHold[] {
  return bodies.flatMap((body) => {
    const placed = Placed.safeParse(JSON.parse(body))
    return placed.success ? [placedHold(placed.data)] : []
  })
}
