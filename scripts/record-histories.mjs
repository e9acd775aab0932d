/**
 * Records the histories that test/replay replays: every path of the workflows, on a real Temporal server, with
 * activities that answer as the record would. Run it when a path is added, never to make a failing replay pass:
 *
 *   TEMPORAL_ADDRESS=127.0.0.1:7233 node scripts/record-histories.mjs
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'test/replay/histories')
const address = process.env['TEMPORAL_ADDRESS'] ?? '127.0.0.1:7233'
const taskQueue = `record-histories-${randomUUID()}`

/** @typedef {{status: 'open' | 'closed', outstanding: string[], waitMs?: string}} Standing */

/** @type {(waitMs: number, outstanding?: string[]) => Standing} */
const open = (waitMs, outstanding = ['req_a']) => ({ status: 'open', outstanding, waitMs: String(waitMs) })
/** @type {Standing} */
const closed = { status: 'closed', outstanding: [] }
const LONG = 600_000

/** What the record answers, in order, for each subject. @type {Map<string, (Standing | Error)[]>} */
const answers = new Map()

/** @param {string} subjectId */
function next(subjectId) {
  const answer = answers.get(subjectId)?.shift() ?? closed
  if (answer instanceof Error) throw answer
  return answer
}

const verdict = ApplicationFailure.nonRetryable('STATE', 'countersign.verdict', 'STATE', '409', 'This is denied.')

const activities = {
  settle: async (/** @type {string} */ subjectId) => next(subjectId),
  // Challenge ids carry their subject here, so that one worker serves all paths.
  recordEvidence: async (/** @type {string} */ challengeId) => next(challengeId.slice(4).replace(/[0-9]+$/, '')),
  peopleWork: async () => ({ keyId: 'key_a', personId: 'per_a', fingerprint: 'ab', state: 'active' }),
}

const connection = await Connection.connect({ address })
const client = new Client({ connection })
const native = await NativeConnection.connect({ address })
const worker = await Worker.create({
  connection: native,
  taskQueue,
  activities,
  workflowBundle: { code: readFileSync(join(root, 'dist/workflow-bundle.js'), 'utf8') },
})

/** As protobuf: the SDK's own JSON does not round-trip. @param {string} name @param {proto.temporal.api.history.v1.IHistory} history */
function save(name, history) {
  writeFileSync(join(folder, `${name}.history`), proto.temporal.api.history.v1.History.encode(history).finish())
}

/** As the service starts it: with a delay where the record knows how long. @param {string} subject @param {string} [waitMs] */
const options = (subject, waitMs) => ({
  workflowId: subject,
  taskQueue,
  workflowIdConflictPolicy: /** @type {const} */ ('USE_EXISTING'),
  ...(waitMs === undefined ? {} : { startDelay: Number(waitMs) }),
  args: [{ subjectType: 'order', subjectId: subject, ...(waitMs === undefined ? {} : { waitMs }) }],
})

/** @param {string} subject @param {string} [waitMs] */
const start = (subject, waitMs) => client.workflow.start('consent', options(subject, waitMs))

/** @param {string} subject @param {number} n @param {string} [challengeId] */
const sign = (subject, n, challengeId = `chl_${subject}${n}`) =>
  client.workflow.executeUpdateWithStart('submitEvidence', {
    args: [challengeId],
    updateId: challengeId,
    startWorkflowOperation: new WithStartWorkflowOperation('consent', options(subject)),
  })

/** @param {string} subject */
const wake = (subject) =>
  client.workflow.signalWithStart('consent', { ...options(subject), signal: 'refresh', signalArgs: [] })

/** Each path: what the record answers, and what happens. @type {Record<string, {answers: (Standing | Error)[], play: (subject: string) => Promise<unknown>}>} */
const paths = {
  approved: {
    answers: [open(LONG), closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 1)
      await sign(subject, 2)
    },
  },
  denied: {
    answers: [closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 1)
    },
  },
  expired: { answers: [closed], play: (subject) => start(subject, '1500') },
  coolingoff: {
    answers: [open(1500, ['req_cooling']), open(200, ['req_cooling']), closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 1)
    },
  },
  escalated: {
    answers: [open(LONG), closed],
    play: async (subject) => {
      await start(subject, '1000')
      await sleep(2500)
      await sign(subject, 1)
    },
  },
  amended: {
    answers: [open(LONG), open(LONG), closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 1)
      await wake(subject)
      await sleep(500)
      await sign(subject, 2)
    },
  },
  cancelled: {
    answers: [closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await wake(subject)
    },
  },
  restarted: {
    answers: [open(LONG), closed],
    play: async (subject) => {
      await start(subject)
      await sleep(500)
      await sign(subject, 1)
    },
  },
  updatewithstart: {
    answers: [open(LONG), closed],
    play: async (subject) => {
      await sign(subject, 1)
      await sign(subject, 2)
    },
  },
  refused: {
    answers: [verdict, closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 1).catch(() => undefined)
      await sign(subject, 2)
    },
  },
  databaseaway: {
    answers: [new Error('connection refused'), new Error('connection refused'), closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 1)
    },
  },
  notachallenge: {
    answers: [closed],
    play: async (subject) => {
      await start(subject, String(LONG))
      await sign(subject, 0, 'no challenge').catch(() => undefined)
      await sign(subject, 1)
    },
  },
}

await worker.runUntil(async () => {
  mkdirSync(folder, { recursive: true })
  const people = await client.workflow.start('people', {
    workflowId: `people-${randomUUID()}`,
    taskQueue,
    args: [{ verb: 'enrol', args: ['chl_a'] }],
  })
  await people.result()
  save('people', await people.fetchHistory())
  for (const [name, path] of Object.entries(paths)) {
    answers.set(name, [...path.answers])
    await path.play(name)
    const handle = client.workflow.getHandle(name)
    await handle.result()
    save(name, await handle.fetchHistory())
    console.log(`recorded ${name}`)
  }
})
await connection.close()
await native.close()
