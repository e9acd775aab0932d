import type { Service } from '../../support/service.ts'

export const MIB = 1024 * 1024

/** What the API holds of the machine's memory right now, in MiB, as it tells Prometheus. */
export async function residentMiB({ origin }: Service): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text()
  const bytes = /^countersign_process_resident_memory_bytes (\S+)$/m.exec(text)?.[1]
  if (bytes === undefined) throw new Error('The API does not tell its resident memory')
  return Number(bytes) / MIB
}

/** Runs `work` and returns by how many MiB the API had grown at most, as far as can be seen from outside. */
export async function growthDuring(service: Service, work: () => Promise<void>): Promise<number> {
  const before = await residentMiB(service)
  let most = before
  const watching = setInterval(() => {
    residentMiB(service).then(
      (now) => (most = Math.max(most, now)),
      () => undefined,
    )
  }, 250)
  try {
    await work()
  } finally {
    clearInterval(watching)
  }
  return Math.max(most, await residentMiB(service)) - before
}
