import { setTimeout as pause } from 'node:timers/promises'

export interface Load {
  readonly perSecond: number
  readonly seconds: number
}

/** Closed loop: as many at a time as given, each followed by the next. */
export async function closedLoop(
  { inFlight, orders }: { readonly inFlight: number; readonly orders: number },
  work: () => Promise<void>,
): Promise<Load> {
  let next = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(inFlight, orders) }, async () => {
      while (next < orders) {
        next += 1
        await work()
      }
    }),
  )
  const seconds = (performance.now() - began) / 1000
  return { perSecond: orders / seconds, seconds }
}

/** Open loop: they come when they come, however many are still in work. Waits for all of them in the end. */
export async function openLoop(
  { perSecond, seconds }: Load,
  work: () => Promise<void>,
): Promise<Load & { readonly offered: number }> {
  const offered = Math.floor(perSecond * seconds)
  const began = performance.now()
  const running: Promise<void>[] = []
  for (let index = 0; index < offered; index += 1) {
    const due = began + (index * 1000) / perSecond
    const early = due - performance.now()
    if (early > 0) await pause(early)
    running.push(work())
  }
  await Promise.all(running)
  const took = (performance.now() - began) / 1000
  return { offered, perSecond: offered / took, seconds: took }
}
