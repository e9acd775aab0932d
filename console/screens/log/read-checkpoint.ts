export interface ShownCheckpoint {
  readonly origin: string
  readonly size: number
  readonly root: string
}

/** C2SP tlog-checkpoint: origin, size and root hash before the empty line. Null for anything else: nothing is made up. */
export function readCheckpoint(note: string): ShownCheckpoint | null {
  const [origin = '', size = '', root = '', end] = note.split('\n')
  if (origin === '' || end !== '' || !/^(?:0|[1-9]\d{0,15})$/.test(size)) return null
  if (!/^[A-Za-z0-9+/]{43}=$/.test(root) || !note.includes('\n\n— ')) return null
  return { origin, size: Number(size), root }
}
