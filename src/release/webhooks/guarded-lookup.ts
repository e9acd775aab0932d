import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { LookupFunction } from 'node:net'
import { isReachable, type Network } from './reachable-address.ts'

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export interface AddressGuard {
  /** Networks that may be reached though they are not public. */
  readonly allowed: readonly Network[]
  readonly resolve?: Resolve
}

/**
 * Resolves the host once, refuses it when any of its addresses may not be reached, and returns a lookup that answers
 * with exactly these. A name that answers differently the next time (DNS rebinding) is not asked a next time.
 * `hostname` as `URL` writes it, which has normalized the likes of `0x7f.1`; also addresses, for which Node asks no lookup.
 */
export async function guardedLookup(hostname: string, guard: AddressGuard): Promise<LookupFunction> {
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const addresses = isIP(host) === 0 ? await (guard.resolve ?? resolveAll)(host) : [host]
  const [first] = addresses
  if (first === undefined) throw new Error('The host name has no address')
  // Also when only one of several is out of bounds: an honest name does not lead to both.
  if (!addresses.every((address) => isReachable(address, guard.allowed))) throw new AddressRefused()
  const checked = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, checked)
    else callback(null, first, isIP(first))
  }
}

/** Without the address: it may be what somebody wanted to find out. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'

  constructor() {
    super('The endpoint is on a private or special address, which WEBHOOK_ALLOW_NETS does not allow')
  }
}

async function resolveAll(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true, order: 'verbatim' })
  return found.map(({ address }) => address)
}
