import { execFileSync } from 'node:child_process'
import { z } from 'zod'
import { ROOT } from '../support/compose.ts'
import { planSchedule, type FaultName, type Schedule } from './schedule.ts'

/** What `npm run test:reliability` hands on. */
const Options = z.object({
  seed: z.coerce.number().int().min(0),
  rounds: z.coerce.number().int().min(1).max(100_000),
  from: z.coerce.number().int().min(1).default(1),
  only: z.coerce.number().int().min(1).optional(),
  long: z.boolean().default(false),
})

/** What a run of everything plays: one of each family, in the order of their deck. */
const SHORT: readonly FaultName[] = [
  'worker killed',
  'PostgreSQL killed',
  'requests dropped, repeated and reordered',
  'everything killed at once',
  "signer's disk full",
  'PostgreSQL restarted, and copied for later',
]
const SHORT_SEED = 1

/**
 * Rounds that once found a fault, played after it; what it was is told by the test beside the code.
 * Seed 2, round 19: an old database made the signer refuse the right one ever after (sign-release.test.ts).
 */
const REGRESSIONS: readonly { readonly seed: number; readonly round: number }[] = [{ seed: 2, round: 19 }]

/** The schedule that was asked for; without asking, the short one. */
export function readSchedule(text = process.env['COUNTERSIGN_RELIABILITY']): Schedule {
  if (text === undefined || text === '') {
    const again = REGRESSIONS.flatMap(({ seed, round }) => planSchedule(seed, round).rounds.slice(-1))
    return { seed: SHORT_SEED, rounds: [...planSchedule(SHORT_SEED, SHORT.length, { faults: SHORT }).rounds, ...again] }
  }
  const { seed, rounds, from, only, long } = Options.parse(JSON.parse(text))
  const schedule = planSchedule(seed, only ?? rounds, { isLong: long })
  return { seed, rounds: schedule.rounds.slice(only === undefined ? from - 1 : -1) }
}

/** What to check out to see the same again; a copy without its history says so. */
export function commitOf(): string {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return `${git('rev-parse', '--short=12', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}
