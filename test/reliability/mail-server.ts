import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export const MAIL_BREAKAGES = ['refuses everything', 'never answers'] as const

/** A mail server that may break: nobody's payment may wait for it. */
export interface MailServer {
  readonly port: number
  readonly taken: number
  /** Mails that were refused, or whose sender waits for an answer. */
  readonly failed: number
  break(how: (typeof MAIL_BREAKAGES)[number]): void
  mend(): void
  close(): Promise<void>
}

export async function openMailServer(): Promise<MailServer> {
  let taken = 0
  let failed = 0
  let breakage: (typeof MAIL_BREAKAGES)[number] | null = null
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    onMailFrom(_address, _session, callback) {
      if (breakage !== null) failed += 1
      if (breakage === 'never answers') return
      callback(breakage === null ? null : Object.assign(new Error('not now'), { responseCode: 451 }))
    },
    onData(stream, _session, callback) {
      stream.resume()
      stream.on('end', () => {
        taken += 1
        callback()
      })
    },
  })
  // A client that dies in the middle.
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.server.address() as AddressInfo).port,
    get taken() {
      return taken
    },
    get failed() {
      return failed
    },
    break(how) {
      breakage = how
    },
    mend() {
      breakage = null
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
