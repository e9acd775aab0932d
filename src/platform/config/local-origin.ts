/** W3C Secure Contexts §3.1: what never leaves the machine counts as secure without TLS. */
export function isLocalOrigin(origin: string): boolean {
  const { hostname } = new URL(origin)
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || hostname.startsWith('127.')
  )
}
