import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What one subscriber is given at least (RFC 6177 §2): addresses within it are theirs to change at will. */
const SUBSCRIBER_BYTES = 8

/**
 * Whom to count a request for: an IPv4 address as it is, also inside of an IPv6 one (`::ffff:192.0.2.1`,
 * `64:ff9b::192.0.2.1`), and the /64 that an IPv6 address is in. Whoever has one address of a /64 has them all.
 */
export function networkOf(address: string | undefined): string {
  if (address === undefined || isIP(address) === 0) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed instanceof ipaddr.IPv4) return parsed.toString()
  const bytes = parsed.toByteArray()
  // RFC 6052 §2.1, of a translator in front of us: the last 32 bits are the caller's address, and the /64 is everybody's.
  if (parsed.range() === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12)).toString()
  const network = bytes.map((byte, index) => (index < SUBSCRIBER_BYTES ? byte : 0))
  return `${new ipaddr.IPv6(network).toString()}/64`
}
