/** npm passes on the Ctrl-C that the terminal has sent to all of us: within this time it is one and the same. */
const SAME_MS = 1_500

/**
 * Resolves when we are told to stop: SIGINT from a terminal, SIGTERM from a supervisor. Told again later, while still
 * stopping, this process leaves at once; its children go with it, only not in order.
 */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    let toldAt: number | undefined
    const onSignal = (): void => {
      if (toldAt !== undefined && performance.now() - toldAt > SAME_MS) process.exit(1)
      toldAt ??= performance.now()
      resolve()
    }
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  })
}
