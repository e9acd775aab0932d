import type { Client } from '@temporalio/client'
import type { Keyring } from '../keyring.ts'
import { createTemporalClient } from './connection.ts'
import { readTemporalTime } from './server-clock.ts'
import { connectTemporalWorker, createClientOfWorker } from './worker-connection.ts'

const address = process.env['COUNTERSIGN_TEST_TEMPORAL']
const keyring: Keyring = { current: 'k1', keyFor: () => new Uint8Array(32).fill(7) }

// Reported as skipped where there is no server to test on.
const describeWithTemporal = address ? describe : describe.skip

describeWithTemporal("Temporal's clock", () => {
  const target = { address: address ?? '', namespace: 'default', tls: null }

  async function expectServerTime(client: Client): Promise<void> {
    for (let times = 0; times < 5; times += 1) {
      const before = Date.now()
      const time = await readTemporalTime(client)
      const after = Date.now()
      expect(time).toBeGreaterThanOrEqual(before - 1)
      expect(time).toBeLessThanOrEqual(after)
    }
  }

  it('is read over a connection of the API', async () => {
    const client = createTemporalClient(target, keyring)
    await expectServerTime(client)
    await client.connection.close()
  })

  it("is read over a worker's own connection", async () => {
    const connection = await connectTemporalWorker(target)
    await expectServerTime(createClientOfWorker(connection, target, keyring))
    await connection.close()
  })

  it('is not made up where there is no Temporal', async () => {
    const client = createTemporalClient({ ...target, address: '127.0.0.1:1' }, keyring)
    await expect(readTemporalTime(client)).rejects.toThrow()
    await client.connection.close()
  })
})
