/** A tile of C2SP tlog-tiles: up to 256 node hashes of tree level `8 * level`. */
export interface TilePath {
  readonly level: number
  readonly index: number
  /** 256 for a full tile. */
  readonly width: number
}

export const TILE_WIDTH = 256

const TILE_PATH = /^(0|[1-9]\d?)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/

/** Parses `<L>/<N>[.p/<W>]`, such as `0/x001/234.p/7`; null for anything that is not exactly so. */
export function parseTilePath(path: string): TilePath | null {
  const [, level, elements = '', width] = TILE_PATH.exec(path) ?? []
  if (level === undefined || Number(level) > 63) return null
  if (width !== undefined && Number(width) >= TILE_WIDTH) return null
  const index = Number(elements.replaceAll(/[x/]/g, ''))
  // Superfluous leading groups (`x000/001`) would give one tile two addresses.
  if (formatTileIndex(index) !== elements) return null
  return { level: Number(level), index, width: width === undefined ? TILE_WIDTH : Number(width) }
}

/** `1234067` is `x001/x234/067`. */
export function formatTileIndex(index: number): string {
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
}
