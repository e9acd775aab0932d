import type { Executor } from '../platform/postgres/database.ts'
import { latestCheckpoint } from './read-checkpoint.ts'
import { nodeHashesInRow } from './store.ts'
import { TILE_WIDTH } from './tile-path.ts'
import type { TilePath } from './tile-path.ts'

/** The bytes of a tile, or null when the signed tree does not have all of it. */
export async function readTile(db: Executor, { level, index, width }: TilePath): Promise<Buffer | null> {
  const checkpoint = await latestCheckpoint(db)
  const first = index * TILE_WIDTH
  if (Math.floor((checkpoint?.size ?? 0) / TILE_WIDTH ** level) < first + width) return null
  return Buffer.concat(await nodeHashesInRow(db, { level: level * 8, index: first }, width))
}
