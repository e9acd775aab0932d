import { openLoop } from './load.ts'
import { quantile } from './statistics.ts'
import type { TwoSignatures, Waits } from './two-signatures.ts'

export interface OpenLoop {
  readonly offeredPerSecond: number
  readonly donePerSecond: number
  readonly evidenceMs: { readonly p50: number; readonly p99: number }
  readonly releaseMs: { readonly p50: number; readonly p99: number }
}

/** Orders that come at a steady rate, whether or not earlier ones are done. */
export async function measureOpenLoop(ours: TwoSignatures, perSecond: number, seconds: number): Promise<OpenLoop> {
  const waits: Waits[] = []
  const { perSecond: donePerSecond } = await openLoop({ perSecond, seconds }, async () => {
    waits.push((await ours.payOnce()).waits)
  })
  return { offeredPerSecond: perSecond, donePerSecond, ...latencies(waits) }
}

export function latencies(waits: readonly Waits[]): Pick<OpenLoop, 'evidenceMs' | 'releaseMs'> {
  const both = (values: readonly number[]) => ({ p50: quantile(values, 0.5), p99: quantile(values, 0.99) })
  return {
    evidenceMs: both(waits.flatMap((one) => one.evidence)),
    releaseMs: both(waits.map((one) => one.release)),
  }
}
