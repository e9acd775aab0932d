/** Set by `supervise` for the processes it starts; nobody else's standard input means anything to us. */
export const SUPERVISED = 'COUNTERSIGN_SUPERVISED'

const GRACE = 5_000

/**
 * Call once, early, in every process that `supervise` may start. When the supervisor is gone, however it went, this
 * process gets its own SIGTERM, so that its handlers stop it in order, and is gone within the grace time at the latest.
 * Does nothing in a process that stands alone.
 */
export function exitWithParent(): void {
  if (process.env[SUPERVISED] === undefined) return
  // Our own children have another standard input.
  delete process.env[SUPERVISED]
  let leaving = false
  const leave = (): void => {
    if (leaving) return
    leaving = true
    setTimeout(() => process.exit(1), GRACE).unref()
    process.kill(process.pid, 'SIGTERM')
  }
  process.stdin.on('end', leave).on('close', leave).on('error', leave).resume()
  // The pipe alone is no reason to stay.
  if ('unref' in process.stdin) process.stdin.unref()
}
