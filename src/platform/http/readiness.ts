/** Resolves when the part works, rejects when it does not. */
export type ReadinessCheck = () => Promise<unknown>
export type ReadinessChecks = Readonly<Record<string, ReadinessCheck>>

const CHECK_TIMEOUT_MS = 3_000

/** Asks every part at once. What does not answer in time is away; why is for the log, not for who asks. */
export async function readParts(checks: ReadinessChecks): Promise<Record<string, boolean>> {
  const parts = Object.entries(checks).map(async ([name, check]) => [name, await isWorking(check)] as const)
  return Object.fromEntries(await Promise.all(parts))
}

/** A word about something that keeps nobody from being served: from placing a hold above all. */
export type ReadinessNotice = () => Promise<string>
export type ReadinessNotices = Readonly<Record<string, ReadinessNotice>>

export async function readNotices(notices: ReadinessNotices): Promise<Record<string, string>> {
  const words = Object.entries(notices).map(
    async ([name, notice]) => [name, await inTime(notice()).catch(() => 'unknown')] as const,
  )
  return Object.fromEntries(await Promise.all(words))
}

async function isWorking(check: ReadinessCheck): Promise<boolean> {
  return inTime(check()).then(
    () => true,
    () => false,
  )
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  const timeout = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer')), CHECK_TIMEOUT_MS).unref(),
  )
  return Promise.race([answer, timeout])
}
