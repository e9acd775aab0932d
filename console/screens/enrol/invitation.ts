/** base64url of 32 bytes, as `countersign init` prints it behind the #; null for anything else. */
export function readInvitation(hash: string): string | null {
  return /^#([A-Za-z0-9_-]{43})$/.exec(hash)?.[1] ?? null
}
