import { describeWithService } from '../support/service.ts'
import { createExaminer, type Examiner } from './examine.ts'
import { clockAheadUnderLoad } from './faults/clock-at-the-end.ts'
import { createFelt } from './felt.ts'
import { playRound } from './play-round.ts'
import { commitOf, readSchedule } from './run-options.ts'
import { describeRound, type Round } from './schedule.ts'
import { openStage, type Stage } from './stage.ts'
import { canMountTmpfs } from './tmpfs.ts'

const schedule = readSchedule()
const canFillDisks = canMountTmpfs()
const ROUND_MS = 600_000
/** Chance alone does not keep a fault from hitting anything so many times. */
const OFTEN = 10

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** Work goes on while one thing after another fails; a model in memory knows what must be true all the same. */
describeWithService(`countersign under faults, seed ${schedule.seed}`, () => {
  let stage: Stage
  let examiner: Examiner
  let failed: Round | null = null
  const felt = createFelt()

  beforeAll(async () => {
    say(`reliability: seed ${schedule.seed}, ${schedule.rounds.length} rounds, commit ${commitOf()}`)
    stage = await openStage()
    examiner = createExaminer(stage)
  }, 240_000)
  afterAll(() => stage?.close(), 120_000)

  async function play(round: Round): Promise<void> {
    // What follows a failure says nothing: the installation may be in any state.
    if (failed !== null) throw new Error(`Not played, because round ${failed.number} failed`)
    const begun = performance.now()
    try {
      await playRound(stage, examiner, felt, round)
    } catch (error) {
      failed = round
      say(`reliability: ${describeRound(round)}: FAILED\n${JSON.stringify(round, null, 2)}`)
      say(String(error))
      say(stage.installation.service.output())
      throw error
    }
    say(`${((performance.now() - begun) / 1000).toFixed(1)} s  ${describeRound(round)}`)
  }

  for (const round of schedule.rounds) {
    // Reported as skipped where no file system may be mounted.
    const test = round.fault.name.includes('disk') && !canFillDisks ? it.skip : it
    test(describeRound(round), () => play(round), ROUND_MS)
  }

  it(
    'has told the ERP everything at least once, and the bundle of every release verifies still',
    async () => {
      if (failed !== null) throw new Error(`Not asked, because round ${failed.number} failed`)
      await examiner.expectEverythingTold()
      await examiner.expectBundlesVerify()
      expect(stage.installation.mail.taken).toBeGreaterThan(0)
    },
    ROUND_MS,
  )

  it('was broken in a way that was felt, by every fault that was played often enough to tell', () => {
    say(felt.table())
    expect(felt.neverFelt(OFTEN)).toEqual([])
  })

  it(
    'releases nothing while the clock is a day ahead, nor from what was signed by it, and takes holds',
    async () => {
      if (failed !== null) throw new Error(`Not asked, because round ${failed.number} failed`)
      await clockAheadUnderLoad(stage)
    },
    ROUND_MS,
  )
})
