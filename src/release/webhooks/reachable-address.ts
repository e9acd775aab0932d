import ipaddr from 'ipaddr.js'
import { isIP } from 'node:net'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** `10.0.0.0/8` and the like. */
export type Network = readonly [Address, number]

/** Azure's host agent: a public address that is a metadata service inside every machine there. */
const AZURE_WIRE_SERVER = '168.63.129.16'

/** All that is assigned to the Internet so far (IANA, IPv6 Global Unicast Address Assignments). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')
/** RFC 6052 §2.1: the last 32 bits are an IPv4 address. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** RFC 3056: the 32 bits after the prefix are one. */
const SIX_TO_FOUR = ipaddr.IPv6.parseCIDR('2002::/16')

export function parseNetworks(networks: readonly string[]): Network[] {
  return networks.map((network) => ipaddr.parseCIDR(network))
}

/**
 * Whether a webhook may connect to it: public, or in a network that the operator allows. An IPv4 address inside an
 * IPv6 one is what gets reached in the end, so that is what is judged.
 */
export function isReachable(text: string, allowed: readonly Network[]): boolean {
  // Stricter than the library, which also reads `1.2.3`: what is judged must be what Node connects to.
  if (isIP(text) === 0) return false
  const address = ipaddr.parse(text)
  const reached = embeddedIPv4(address) ?? address
  if (isIn(address, allowed) || isIn(reached, allowed)) return true
  return isPublic(reached)
}

function isPublic(address: Address): boolean {
  // `unicast` is what none of the library's special ranges (IANA's registries) contains.
  if (address.range() !== 'unicast') return false
  if (address instanceof ipaddr.IPv6) return address.match(GLOBAL_UNICAST)
  return address.toString() !== AZURE_WIRE_SERVER
}

function isIn(address: Address, networks: readonly Network[]): boolean {
  return networks.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits))
}

function embeddedIPv4(address: Address): ipaddr.IPv4 | null {
  if (address instanceof ipaddr.IPv4) return null
  if (address.isIPv4MappedAddress()) return address.toIPv4Address()
  const bytes = address.toByteArray()
  if (address.match(NAT64)) return new ipaddr.IPv4(bytes.slice(12))
  if (address.match(SIX_TO_FOUR)) return new ipaddr.IPv4(bytes.slice(2, 6))
  return null
}
