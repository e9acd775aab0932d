/** Resolves when the part works, rejects when it does not. */
export type ReadinessCheck = () => Promise<unknown>
export type ReadinessChecks = Readonly<Record<string, ReadinessCheck>>

const CHECK_TIMEOUT_MS = 3_000

/** Asks every part at once. What does not answer in time is away; why is for the log, not for who asks. */
export async function readParts(checks: ReadinessChecks): Promise<Record<string, boolean>> {
  const parts = Object.entries(checks).map(async ([name, check]) => [name, await isWorking(check)] as const)
  return Object.fromEntries(await Promise.all(parts))
}

async function isWorking(check: ReadinessCheck): Promise<boolean> {
  const timeout = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS).unref(),
  )
  return Promise.race([check(), timeout]).then(
    () => true,
    () => false,
  )
}
