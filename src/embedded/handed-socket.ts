/** Set by `supervise` for a process that it hands a listening socket; on nobody else's word is one taken for it. */
export const HANDED_SOCKET = 'COUNTERSIGN_HANDED_SOCKET'

/** The first one after standard input, output and error. */
export const SOCKET_FD = 3

/**
 * The socket to listen on that came from whoever started this process, as systemd hands one to a service: from the
 * moment the port was chosen nobody else can have taken it, and whoever connects too early waits for us. Null: none
 * came. Call once; our own children have none.
 */
export function handedSocket(): number | null {
  const isHanded = process.env[HANDED_SOCKET] !== undefined
  delete process.env[HANDED_SOCKET]
  return isHanded ? SOCKET_FD : null
}
