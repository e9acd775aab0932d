import { Client, WorkflowUpdateFailedError } from '@temporalio/client'
import type { Payload } from '@temporalio/common'
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import type { WorkflowBundle } from '@temporalio/worker'
import { fileURLToPath } from 'node:url'

import { until } from '../../../test/support/until.ts'
import { newUuid } from '../ids.ts'
import type { Keyring } from '../keyring.ts'
import { createEncryptingCodec } from './codec.ts'
import { createTemporalClient } from './connection.ts'
import { bundleConverters, createDataConverter } from './data-converter.ts'
import { finish, greet, heard, note, say } from './testing/greet.ts'
import { connectTemporalWorker } from './worker-connection.ts'

const address = process.env['COUNTERSIGN_TEST_TEMPORAL']
const keyring: Keyring = { current: 'k1', keyFor: () => new Uint8Array(32).fill(7) }

// Reported as skipped where there is no server to test on.
const describeWithTemporal = address ? describe : describe.skip

describeWithTemporal('encryption on a real Temporal server', () => {
  const target = { address: address ?? '', namespace: 'default', tls: null }
  const taskQueue = `encryption-${newUuid()}`
  let bundle: WorkflowBundle
  let client: Client
  let intruder: Client
  let worker: Worker
  let running: Promise<void>
  let closeNative: () => Promise<void>

  beforeAll(async () => {
    const workflowsPath = fileURLToPath(new URL('./testing/greet.ts', import.meta.url))
    const quiet = new DefaultLogger('ERROR', () => {})
    Runtime.install({ logger: quiet, telemetryOptions: { logging: { filter: 'ERROR', forward: {} } } })
    bundle = await bundleWorkflowCode({ workflowsPath, logger: quiet, ...bundleConverters() })
    client = createTemporalClient(target, keyring)
    intruder = new Client({ connection: client.connection, namespace: target.namespace })
    const connection = await connectTemporalWorker(target)
    closeNative = () => connection.close()
    worker = await Worker.create({
      connection,
      namespace: target.namespace,
      taskQueue,
      workflowBundle: bundle,
      dataConverter: createDataConverter(keyring),
      // Nothing is cached: each task replays its history from the start, as after a restart.
      maxCachedWorkflows: 0,
      activities: {
        shout: async (text: string) => text.toUpperCase(),
        refuse: async (text: string) => Promise.reject(new Error(`secret refusal of ${text}`)),
      },
    })
    running = worker.run()
  }, 120_000)

  afterAll(async () => {
    worker.shutdown()
    await running
    await closeNative()
    await client.connection.close()
    await Runtime.instance().shutdown()
  })

  const start = (name: string) =>
    client.workflow.start(greet, { workflowId: `greet-${newUuid()}`, taskQueue, args: [name] })

  async function rawHistory(workflowId: string) {
    const { events } = await intruder.workflow.getHandle(workflowId).fetchHistory()
    return events ?? []
  }

  /** Sends what someone with access to Temporal alone can send. */
  async function inject(workflowId: string, payload: Payload): Promise<void> {
    await client.connection.workflowService.signalWorkflowExecution({
      namespace: target.namespace,
      workflowExecution: { workflowId },
      signalName: 'note',
      input: { payloads: [payload] },
    })
  }

  async function taskFailure(workflowId: string): Promise<string> {
    const failure = await until('a failed workflow task', async () => {
      const failures = (await rawHistory(workflowId)).map((event) => event.workflowTaskFailedEventAttributes?.failure)
      return failures.find((one) => one !== null && one !== undefined)
    })
    return failureText(failure)
  }

  /** What a worker reported about a task, which the SDK encodes without naming a workflow. */
  async function failureText(failure: { encodedAttributes?: Payload | null }): Promise<string> {
    const codec = createEncryptingCodec(keyring)
    const [attributes] = await codec.decode(failure.encodedAttributes ? [failure.encodedAttributes] : [])
    return Buffer.from(attributes?.data ?? []).toString('utf8')
  }

  it('leaves nothing readable in the history, and everything works, replayed at each step', async () => {
    const handle = await start('secret-name')
    expect(await handle.executeUpdate(say, { args: ['secret-word'] })).toBe('SECRET-WORD')
    await handle.signal(note, 'secret-note')
    const refusal: unknown = await handle
      .executeUpdate(say, { args: ['refuse-secret'] })
      .catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(WorkflowUpdateFailedError)
    expect(refusal).toMatchObject({
      cause: { message: 'refused refuse-secret', type: 'verdict', details: ['refuse-secret'] },
    })
    expect(await handle.query(heard)).toEqual(['secret-name', 'SECRET-WORD', 'SECRET-WORD', 'secret-note'])
    await handle.signal(finish)
    expect(await handle.result()).toBe('secret-name SECRET-WORD SECRET-WORD secret-note')

    const events = await rawHistory(handle.workflowId)
    // Protobuf writes bytes as base64.
    const readable = JSON.stringify(events, (_key, value: unknown) =>
      typeof value === 'string' ? `${value} ${Buffer.from(value, 'base64').toString('latin1')}` : value,
    )
    expect(events.length).toBeGreaterThan(15)
    expect(readable).toContain('binary/encrypted')
    expect(readable).not.toMatch(/secret/i)
  }, 60_000)

  it('replays a recorded history with the keyring, and not without', async () => {
    const handle = await start('a')
    await handle.executeUpdate(say, { args: ['b'] })
    await handle.signal(finish)
    await handle.result()
    const history = await handle.fetchHistory()
    const replay = (key: number) =>
      Worker.runReplayHistory(
        {
          workflowBundle: bundle,
          dataConverter: createDataConverter({ current: 'k1', keyFor: () => new Uint8Array(32).fill(key) }),
        },
        history,
        handle.workflowId,
      )
    await replay(7)
    await expect(replay(8)).rejects.toThrow('workflow task failure')
  }, 60_000)

  it('fails to decode a payload that was copied from another workflow', async () => {
    const victim = await start('victim')
    const other = await start('other')
    await other.signal(note, 'copied')
    await victim.query(heard)
    // What is signalled while a workflow task runs is in the history once that is over.
    const copied = await until('the signal in the history', async () => {
      const events = await rawHistory(other.workflowId)
      const signal = events.find((event) => event.workflowExecutionSignaledEventAttributes)
      return signal?.workflowExecutionSignaledEventAttributes?.input?.payloads?.[0]
    })

    await inject(other.workflowId, copied)
    const words = await until('both signals heard', async () => {
      const found = await other.query(heard)
      return found.length > 2 ? found : undefined
    })
    expect(words).toEqual(['other', 'copied', 'copied'])

    await inject(victim.workflowId, copied)
    expect(await taskFailure(victim.workflowId)).toContain('Unexpected sealed box')
    await Promise.all([victim.terminate(), other.terminate()])
  }, 60_000)

  it('fails to decode what was sent in plain text', async () => {
    const victim = await start('victim')
    await victim.query(heard)
    await intruder.workflow.getHandle(victim.workflowId).signal('note', 'plain')
    expect(await taskFailure(victim.workflowId)).toContain('not encrypted')
    await victim.terminate()
  }, 60_000)

  it('does not answer a query or an update sent in plain text, and goes on serving', async () => {
    const victim = await start('victim')
    const forged = intruder.workflow.getHandle(victim.workflowId)
    const within = <T>(ask: () => Promise<T>) => intruder.withDeadline(Date.now() + 2_000, ask)
    await victim.query(heard)
    await expect(within(() => forged.query('heard', 'plain'))).rejects.toThrow()
    await expect(within(() => forged.executeUpdate('say', { args: ['plain'] }))).rejects.toThrow()
    await victim.terminate()

    const other = await start('other')
    expect(await other.executeUpdate(say, { args: ['still here'] })).toBe('STILL HERE')
    await other.terminate()
  }, 60_000)
})
