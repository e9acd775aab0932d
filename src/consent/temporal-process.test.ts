import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import { DefaultLogger, Runtime, Worker, type NativeConnection } from '@temporalio/worker'
import type { ConsentStanding } from '../../workflows/contract.ts'
import { conflict } from '../domain/errors.ts'
import { newUuid } from '../platform/ids.ts'
import type { Keyring } from '../platform/keyring.ts'
import { packageRoot } from '../platform/package-root.ts'
import { createTemporalClient } from '../platform/temporal/connection.ts'
import { connectTemporalWorker } from '../platform/temporal/worker-connection.ts'
import { createDataConverter } from '../platform/temporal/data-converter.ts'
import { withVerdicts } from '../platform/temporal/verdict.ts'
import type { ConsentProcess } from './consent-process.ts'
import { createTemporalProcess } from './temporal-process.ts'

const address = process.env['COUNTERSIGN_TEST_TEMPORAL']
// Reported as skipped where there is no server to test on.
const describeWithTemporal = address ? describe : describe.skip

const keyring: Keyring = { current: 'k1', keyFor: () => new Uint8Array(32).fill(7) }
const OPEN: ConsentStanding = { status: 'open', outstanding: ['req_a'], waitMs: '600000' }
const CLOSED: ConsentStanding = { status: 'closed', outstanding: [] }

describeWithTemporal('What a person is told who signed, on a real Temporal server', () => {
  const target = { address: address ?? '', namespace: 'default', tls: null }
  const taskQueue = `consent-${newUuid()}`
  let client: Client
  let consent: ConsentProcess
  let connection: NativeConnection
  let worker: Worker
  let running: Promise<void>
  /** How the record answers a challenge. */
  let recordEvidence: (challengeId: string) => Promise<ConsentStanding>

  beforeAll(async () => {
    const quiet = new DefaultLogger('ERROR', () => {})
    Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } })
    client = createTemporalClient(target, keyring)
    consent = createTemporalProcess(client, taskQueue)
    connection = await connectTemporalWorker(target)
    worker = await Worker.create({
      connection,
      namespace: target.namespace,
      taskQueue,
      workflowBundle: { code: readFileSync(join(packageRoot(), 'dist/workflow-bundle.js'), 'utf8') },
      dataConverter: createDataConverter(keyring),
      activities: {
        recordEvidence: (challengeId: string) => withVerdicts(() => recordEvidence(challengeId)),
        settle: async () => CLOSED,
      },
    })
    running = worker.run()
  }, 60_000)

  afterAll(async () => {
    worker.shutdown()
    await running
    await connection.close()
    await client.connection.close()
    await Runtime.instance().shutdown()
  })

  /** A subject that waits for people, and a challenge of it. */
  async function waiting(): Promise<{ id: string; challengeId: string }> {
    const id = `ord_${newUuid().replaceAll('-', '')}`
    await consent.ensure('order', id, '600000')
    return { id, challengeId: id.replace('ord_', 'chl_') }
  }

  it('is that it counts, also when the subject changes by another way while the last signature closes it', async () => {
    const { id, challengeId } = await waiting()
    const asked: string[] = []
    recordEvidence = async (challenge) => {
      asked.push(challenge)
      // Temporal keeps it until the task is over, and then fails that task rather than have it unseen.
      if (asked.length === 1) await consent.wake('order', id)
      return CLOSED
    }
    await expect(consent.submitEvidence('order', id, challengeId)).resolves.toBeUndefined()
    expect(asked.length).toBeGreaterThan(1)
    expect(new Set(asked)).toEqual(new Set([challengeId]))
  })

  it('is that it counts, when somebody else ends the workflow while it is recorded', async () => {
    const { id, challengeId } = await waiting()
    let times = 0
    recordEvidence = async () => {
      times += 1
      if (times === 1) await client.workflow.getHandle(id).terminate()
      return CLOSED
    }
    await expect(consent.submitEvidence('order', id, challengeId)).resolves.toBeUndefined()
    expect(times).toBeGreaterThan(1)
  })

  it('is what the rules say, once: a refusal is not asked for again', async () => {
    const { id, challengeId } = await waiting()
    let times = 0
    recordEvidence = async () => {
      times += 1
      throw conflict('VERSION_CHANGED', 'This was changed after you were asked.')
    }
    await expect(consent.submitEvidence('order', id, challengeId)).rejects.toMatchObject({ code: 'VERSION_CHANGED' })
    expect(times).toBe(1)
  })

  it('is the same when it is sent twice', async () => {
    const { id, challengeId } = await waiting()
    recordEvidence = async () => OPEN
    const twice = [consent.submitEvidence('order', id, challengeId), consent.submitEvidence('order', id, challengeId)]
    await expect(Promise.all(twice)).resolves.toHaveLength(2)
  })
})
