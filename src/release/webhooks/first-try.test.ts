import { describeWithPostgres } from '../../../test/support/database.ts'
import { openErpEndpoint, type ErpEndpoint } from '../../../test/support/erp-endpoint.ts'
import { openReleaseRoom, testKeyring, type ReleaseRoom } from '../../../test/support/release-room.ts'
import type { JobQueue } from '../../platform/queue/job-queue.ts'
import { fanOutEvent } from './fan-out-event.ts'
import { createFirstTry } from './first-try.ts'
import { parseNetworks } from './reachable-address.ts'

describeWithPostgres('An event that is passed on', () => {
  let room: ReleaseRoom
  let receiver: ErpEndpoint
  let queued: unknown[]
  const jobs: JobQueue = {
    enqueue: async (_queue, _name, data) => void queued.push(data),
    work: () => undefined,
    close: async () => undefined,
  }

  beforeEach(async () => {
    room = await openReleaseRoom()
    await room.client('erp')
    queued = []
  })
  afterEach(async () => {
    await receiver.close()
    await room.close()
  })

  /** What passes them on, and the endpoint that is told. */
  async function tell(
    answer: Parameters<typeof openErpEndpoint>[0],
    options?: { restMs?: number; timeoutMs?: number },
  ) {
    receiver = await openErpEndpoint(answer)
    const endpointId = await room.endpoint('erp', receiver.url())
    const sender = {
      ...{ db: room.worker, keyring: testKeyring, httpsOnly: false },
      guard: { allowed: parseNetworks(['127.0.0.0/8']) },
      ...(options?.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    }
    const firstTry = createFirstTry(sender, options)
    const pass = async (id: string) =>
      fanOutEvent({ db: room.worker, jobs, firstTry }, await room.event('hold.placed', id))
    return { endpointId, pass }
  }

  it('is taken at once, and is no job', async () => {
    const { pass } = await tell((response) => void response.writeHead(204).end())
    for (const id of ['hld_1', 'hld_2']) await pass(id)
    expect(receiver.received).toHaveLength(2)
    expect(queued).toEqual([])
  })

  it('becomes a job where it is refused, and so does the next, which nobody waits for', async () => {
    const { endpointId, pass } = await tell((response) => void response.writeHead(500).end())
    for (const id of ['hld_1', 'hld_2']) await pass(id)
    expect(receiver.received).toHaveLength(1)
    expect(queued).toMatchObject([{ endpointId }, { endpointId }])
  })

  it('becomes a job where nobody answers in time', async () => {
    const { pass } = await tell(() => undefined, { timeoutMs: 100 })
    await pass('hld_1')
    expect(queued).toHaveLength(1)
  })

  it('is tried at once again when the endpoint has had its rest', async () => {
    const { pass } = await tell(
      (response, _webhook, before) => void response.writeHead(before === 0 ? 500 : 204).end(),
      {
        restMs: 0,
      },
    )
    for (const id of ['hld_1', 'hld_2']) await pass(id)
    expect(receiver.received).toHaveLength(2)
    expect(queued).toHaveLength(1)
  })

  it('is no job for an endpoint that is gone for good', async () => {
    const { pass } = await tell((response) => void response.writeHead(410).end())
    for (const id of ['hld_1', 'hld_2']) await pass(id)
    expect(receiver.received).toHaveLength(1)
    expect(queued).toEqual([])
  })
})
