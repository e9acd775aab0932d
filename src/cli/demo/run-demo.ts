import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Site } from '../../sandbox/rest-person.ts'
import { submitFile, submittedTable } from '../submit.ts'
import type { Reception } from './colleague.ts'
import { foundCompany, type Company } from './company.ts'
import { openErpDesk, type ErpDesk } from './erp.ts'
import { createExpectations, StoryBroken, type Expectations } from './expect.ts'
import type { Narrator } from './narrate.ts'
import { openReception, type ReceptionOptions } from './open-reception.ts'
import { EXAMPLES } from './organisation.ts'
import { seatVisitors } from './seat-visitors.ts'
import { startService, type Surroundings } from './service.ts'
import { tellFraud } from './story-fraud.ts'
import { tellTwin } from './story-twin.ts'
import { VISITORS } from './visitors.ts'

/** Of the service's own lines, kept for when something goes wrong. */
const KEPT_LINES = 30

export interface DemoOptions extends ReceptionOptions {
  /** The console stays open when the stories are told. */
  readonly keep: boolean
}

/**
 * A fresh company, a fraud and its honest twin, from nothing to nothing: when it resolves, everything it started has
 * stopped and its folder is gone. Resolves with whether every step went as the contract promises.
 */
export async function runDemo(
  narrator: Narrator,
  env: NodeJS.ProcessEnv,
  options: DemoOptions,
  interrupted: AbortSignal,
): Promise<boolean> {
  const began = performance.now()
  const steps = createExpectations(narrator)
  const surroundings = { folder: await makeFolder(), env }
  const serviceLines: string[] = []
  const log = (line: string): void => {
    serviceLines.splice(0, serviceLines.length - KEPT_LINES + 1)
    serviceLines.push(line)
  }
  let verdict: boolean | null = null
  const conclude = (isWhole: boolean): void => {
    if (verdict !== null) return
    const seconds = Math.round((performance.now() - began) / 1000)
    const differences = steps.steps.filter(({ asExpected }) => !asExpected).length
    verdict = isWhole && differences === 0
    narrator.table(steps.steps)
    const result = verdict ? 'The fraud was stopped, its twin was paid.' : 'This is not what was promised.'
    const count = `${steps.steps.length - differences} of ${steps.steps.length} steps as promised, ${seconds} s.`
    narrator.verdict(`${isWhole || !interrupted.aborted ? result : 'Interrupted.'} ${count}`, verdict)
  }
  let fault: { readonly error: unknown } | null = null
  try {
    await play({ surroundings, narrator, steps, log, options, interrupted, told: () => conclude(true) })
  } catch (error) {
    fault = { error }
  } finally {
    await rm(surroundings.folder, { recursive: true, force: true })
  }
  if (fault !== null && !interrupted.aborted) tellFault(narrator, fault.error, serviceLines)
  conclude(fault === null)
  return verdict === true && (fault === null || interrupted.aborted)
}

function tellFault(narrator: Narrator, error: unknown, serviceLines: readonly string[]): void {
  narrator.chapter('The demo came to a bad end')
  narrator.say(inspect(error))
  narrator.say('The last lines of the service:')
  for (const line of serviceLines) narrator.aside(line)
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-demo-'))
  // Started as root, PostgreSQL runs as another account, which must pass through to its own files.
  await chmod(folder, 0o711)
  return folder
}

interface Play {
  readonly surroundings: Surroundings
  readonly narrator: Narrator
  readonly steps: Expectations
  readonly log: (line: string) => void
  readonly options: DemoOptions
  readonly interrupted: AbortSignal
  /** The stories are told to their end, as promised or not. */
  readonly told: () => void
}

/** Everything is started, the stories are told, and whatever happens, what was started stops. */
async function play(stage: Play): Promise<void> {
  const { surroundings, narrator, log, interrupted } = stage
  const desk = await openErpDesk()
  try {
    narrator.chapter('Everything is started, in a folder of its own')
    const service = await startService(surroundings, asAsides(narrator, log), interrupted)
    try {
      await playAt(stage, desk, service.origin)
    } finally {
      narrator.chapter('Everything is stopped')
      await service.stop()
    }
  } finally {
    await desk.close()
  }
}

/** At a running service, with a browser that ends before the service does. */
async function playAt(stage: Play, desk: ErpDesk, origin: string): Promise<void> {
  const { surroundings, narrator, steps, options, interrupted } = stage
  const site = { origin, onAnswer: steps.onAnswer }
  // Whatever a browser leaves in the folder for temporary files goes with ours.
  const opening = openReception(site, options, narrator, { ...surroundings.env, TMPDIR: surroundings.folder })
  const close = async (): Promise<void> => (await opening.catch(() => null))?.close()
  let company: Company
  try {
    const reception = await Promise.race([opening, untilAborted(interrupted)])
    company = await Promise.race([tellAll(stage, { desk, site, reception }), untilAborted(interrupted)])
  } finally {
    await close()
  }
  if (!options.keep) return
  stage.told()
  await seatVisitors(company, narrator, interrupted)
  await untilAborted(interrupted).catch(() => undefined)
}

/** What the service says until it is ready, a download's progress once, and its JSON log never. */
function asAsides(narrator: Narrator, log: (line: string) => void): (line: string) => void {
  let last = ''
  let isReady = false
  return (line) => {
    log(line)
    if (!isReady && !line.startsWith('{') && line !== last) narrator.aside(line)
    last = line
    isReady ||= line.startsWith('countersign ready')
  }
}

interface Scene {
  readonly desk: ErpDesk
  readonly site: Required<Site>
  readonly reception: Reception
}

async function tellAll(stage: Play, { desk, site, reception }: Scene): Promise<Company> {
  const { surroundings, narrator, steps, options } = stage
  const visitors = options.keep ? VISITORS : []
  steps.chapter('company')
  narrator.chapter('A company')
  const { webhookUrl } = desk
  const company = await foundCompany({ surroundings, site, reception, webhookUrl, visitors, narrator, steps })
  desk.connect(company)
  await payday(company, narrator, steps)
  await tell(stage, 'fraud', 'The fraud', () => tellFraud(company, narrator, steps))
  await tell(stage, 'twin', 'Its honest twin', () => tellTwin({ company, desk, narrator, steps, surroundings }))
  return company
}

/** A story that broke off is on the list as a difference, and the next one is told all the same. */
async function tell(
  { narrator, steps, interrupted }: Play,
  name: string,
  title: string,
  story: () => Promise<void>,
): Promise<void> {
  interrupted.throwIfAborted()
  steps.chapter(name)
  narrator.chapter(title)
  try {
    await story()
  } catch (error) {
    if (!(error instanceof StoryBroken)) throw error
  }
}

/** What else is on the ERP's mind: a run of salaries, to accounts that nobody has vetted yet. */
async function payday(company: Company, narrator: Narrator, steps: Expectations): Promise<void> {
  const orders = await steps.accepted('the ERP submits examples/salaries-run.xml', 201, () => {
    const said = { channel: 'erp', requestedBy: ['ana@example.com'] } as const
    return submitFile(company.erp, join(EXAMPLES, 'salaries-run.xml'), said)
  })
  for (const line of submittedTable(orders)) narrator.say(line)
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Error('Interrupted'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
