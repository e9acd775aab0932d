import { openCheckpoint, type Checkpoint } from '../../src/log/checkpoint.ts'
import { parseVerifierKey } from '../../src/log/note.ts'
import { formatTileIndex, TILE_WIDTH } from '../../src/log/tile-path.ts'
import { HASH_BYTES, rootOf, sameHash, type Hash } from '../../src/log/tree.ts'
import { Refusal } from './http.ts'
import type { Office } from './office.ts'

/**
 * What every attack ends with, whatever it tried: no token, no `released` event by webhook or by reading, and a log
 * that verifies. Ask it after an honest payment went out: then releaser and webhooks had their chance.
 */
export async function expectNothingReleased(office: Office, orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    const token = await office.erp.token(orderId).catch((error: unknown) => error)
    expect(token).toBeInstanceOf(Refusal)
    expect(['released', 'executed']).not.toContain((await office.erp.read(orderId)).state)
  }
  const isRelease = (event: { type: string; data: { orderId?: string | undefined } }): boolean =>
    event.type === 'payment_order.released' && orderIds.includes(event.data.orderId ?? '')
  expect((await office.erp.events()).filter(isRelease)).toEqual([])
  expect(office.told().filter(isRelease)).toEqual([])
  await expectLogVerifies(office)
}

/** The newest checkpoints seen, by service: a log that forgets is caught by an auditor who remembers. */
const remembered = new Map<string, Checkpoint>()

/** Reads the log as anyone can: the signed note, the key it verifies with, and the root rebuilt from the tiles. */
export async function expectLogVerifies({ service: { origin } }: Office): Promise<void> {
  const key = parseVerifierKey((await text(`${origin}/v1/log/key`)).trim())
  const checkpoint = openCheckpoint(await text(`${origin}/v1/log/checkpoint`), key)
  const leaves = await readLeaves(origin, checkpoint.size)
  expect(sameHash(rootOf(leaves), checkpoint.rootHash)).toBe(true)

  const earlier = remembered.get(origin)
  if (earlier !== undefined) expect(sameHash(rootOf(leaves.slice(0, earlier.size)), earlier.rootHash)).toBe(true)
  remembered.set(origin, checkpoint)
}

async function readLeaves(origin: string, size: number): Promise<Hash[]> {
  const leaves: Hash[] = []
  for (let index = 0; index * TILE_WIDTH < size; index += 1) {
    const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH)
    const partial = width < TILE_WIDTH ? `.p/${width}` : ''
    const response = await fetch(`${origin}/v1/log/tile/0/${formatTileIndex(index)}${partial}`)
    const tile = new Uint8Array(await response.arrayBuffer())
    expect([response.status, tile.length]).toEqual([200, width * HASH_BYTES])
    for (let at = 0; at < tile.length; at += HASH_BYTES) leaves.push(tile.slice(at, at + HASH_BYTES))
  }
  return leaves
}

async function text(url: string): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response.text()
}
