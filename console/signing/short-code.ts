/** Crockford's alphabet: no I, L, O, U to mistake when it is read aloud or compared across two screens. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LENGTH = 12

/**
 * Twelve characters (60 bits) of the SHA-256 of what is shown, in groups of four: `7K3M-Q2XR-9TBC`. The same payment
 * shows the same code on every display; whoever could choose a text that shares another's would need 2^60 tries.
 */
export async function shortCode(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  let bits = 0n
  for (const byte of hash.subarray(0, 8)) bits = (bits << 8n) | BigInt(byte)
  const characters = Array.from({ length: LENGTH }, (_, index) => {
    const shift = BigInt(64 - 5 * (index + 1))
    return ALPHABET[Number((bits >> shift) & 31n)]
  }).join('')
  return (characters.match(/.{4}/g) ?? []).join('-')
}
