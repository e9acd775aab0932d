import { setTimeout as pause } from 'node:timers/promises'
import { jest } from '@jest/globals'
import { z } from 'zod'
import { BY_ERP, invoiceFrom, type Invoice } from '../../support/invoices.ts'
import { SUPPLIER } from '../../support/organisation.ts'
import { enrol, type Person } from '../../support/people.ts'
import { describeWithService, startService, type Service } from '../../support/service.ts'
import { targetAt, watchAlert } from '../../support/watch-alert.ts'
import { countParts, onRecord, readOrders, withoutWorkflow } from './record.ts'
import { growthDuring } from './service-memory.ts'

jest.setTimeout(180_000)

const WAVES = 2
const WAVE = 70
const INSISTENT = 90
/** Of those who were sent away: enough to see that they come in later, and no more work than that. */
const COME_AGAIN = 25

interface Shot {
  readonly invoice: Invoice
  readonly status: number
  readonly code: string | null
  readonly retryAfter: number | null
  readonly replayed: boolean
  readonly id: string | null
}

const Body = z.looseObject({ id: z.string().optional(), code: z.string().optional() })

/** Four requests of ERPs in work, sixty-four in line: a small service, so that a small machine can ask too much of it. */
describeWithService('load beyond capacity', () => {
  let service: Service
  let fay: Person
  beforeAll(async () => {
    service = await startService({ env: { API_CONCURRENCY: '10' } })
    fay = await enrol(service, 'fay@example.com')
  }, 120_000)
  afterAll(async () => {
    await service?.stop()
  }, 60_000)

  /** Its number is its idempotency key, so that it is the same request whenever it is sent. */
  async function submit(invoice: Invoice): Promise<Shot> {
    const answer = await fetch(`${service.origin}/v1/payment-orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${service.secrets.clients['erp']?.secret ?? ''}`,
        'content-type': 'application/json',
        'idempotency-key': invoice.externalId,
      },
      body: JSON.stringify(invoice),
    })
    const { id = null, code = null } = Body.parse(await answer.json())
    const retryAfter = answer.headers.get('retry-after')
    return {
      ...{ invoice, status: answer.status, code, id },
      retryAfter: retryAfter === null ? null : Number(retryAfter),
      replayed: answer.headers.get('idempotent-replayed') === 'true',
    }
  }

  /** As its caller should: again after as long as it was told, until it is taken. */
  async function submitUntilTaken(shot: Shot): Promise<Shot> {
    let last = shot
    for (const deadline = performance.now() + 90_000; last.status !== 201 && performance.now() < deadline;) {
      await pause((last.retryAfter ?? 1) * 1_000)
      last = await submit(last.invoice)
    }
    return last
  }

  /** A few at a time, as an ERP that has been told to slow down. */
  async function submitLater(shots: readonly Shot[]): Promise<Shot[]> {
    const taken: Shot[] = []
    const waiting = [...shots]
    const send = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        taken.push(await submitUntilTaken(next))
    }
    await Promise.all(Array.from({ length: 10 }, send))
    return taken
  }

  /** 200: it stands from before. */
  const hold = async () => {
    const answer = await fay.api.post('/v1/holds', { scope: 'everything', target: '*', reason: 'Stop all of it' })
    return { status: answer.status === 200 ? 201 : answer.status }
  }

  /** What somebody is answered who does this again and again until `load` is over. */
  async function meanwhile(load: Promise<unknown>, call: () => Promise<{ status: number }>): Promise<number[]> {
    let isOver = false
    const over = load.finally(() => (isOver = true))
    const answers: number[] = []
    while (!isOver) {
      answers.push((await call()).status)
      await pause(100)
    }
    await over
    return answers
  }

  const order = (): Invoice => invoiceFrom(SUPPLIER, '30000.00', BY_ERP)

  function expectKnownAnswers(shots: readonly Shot[]): void {
    for (const { status, code, retryAfter } of shots) {
      if (status === 201) continue
      expect([status, code]).toEqual([503, code === 'TRY_AGAIN' ? 'TRY_AGAIN' : 'OVERLOADED'])
      expect(retryAfter).toBeGreaterThanOrEqual(1)
    }
  }

  it('is shed with 503 and Retry-After; what was acknowledged is whole, what was shed left nothing, and comes in later', async () => {
    // Once, so that what follows does not count the warming up.
    expect((await submit(order())).status).toBe(201)
    let shots: Shot[] = []
    const growth = await growthDuring(service, async () => {
      const underway: Promise<Shot>[] = []
      const fire = async (): Promise<void> => {
        for (let wave = 0; wave < WAVES; wave += 1) {
          // Open loop: whoever sends does not wait for answers.
          for (let each = 0; each < WAVE; each += 1) underway.push(submit(order()))
          await pause(300)
        }
        shots = await Promise.all(underway)
      }
      const firing = fire()
      const [holds, inboxes] = await Promise.all([
        meanwhile(firing, hold),
        meanwhile(firing, () => fay.api.get('/v1/inbox')),
      ])
      expect([new Set(holds), new Set(inboxes)]).toEqual([new Set([201]), new Set([200])])
    })
    expectKnownAnswers(shots)
    const acknowledged = shots.filter(({ status }) => status === 201)
    const shed = shots.filter(({ status }) => status !== 201)
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(shed.length).toBeGreaterThan(0)
    expect(growth).toBeLessThan(300)

    // The first, which was alone.
    const known = acknowledged.length + 1
    expect(await countParts(service)).toEqual({ subjects: known, orders: known, entries: known, answers: known })
    await expectWhole(acknowledged)
    const onRecord = new Set((await readOrders(service)).map(({ externalId }) => externalId))
    for (const { invoice } of shed) expect(onRecord).not.toContain(invoice.externalId)

    const later = await submitLater(shed.slice(0, COME_AGAIN))
    expect(new Set(later.map(({ status }) => status))).toEqual(new Set([201]))
    await expectWhole([...acknowledged, ...later])
    const again = await submit(acknowledged[0]?.invoice ?? order())
    expect([again.status, again.replayed, again.id]).toEqual([201, true, acknowledged[0]?.id])
    const all = known + later.length
    expect(await countParts(service)).toEqual({ subjects: all, orders: all, entries: all, answers: all })
  })

  async function expectWhole(shots: readonly Shot[]): Promise<void> {
    const orders = await readOrders(service)
    for (const { id, invoice } of shots) {
      const own = orders.filter((one) => one.externalId === invoice.externalId)
      expect(own).toEqual([
        expect.objectContaining({
          ...{ id, state: 'awaiting_evidence' },
          ...{ versions: 1, assessments: 1, answers: 1, announcements: 1 },
        }),
      ])
      expect(own[0]?.requirements).toBeGreaterThan(0)
    }
    const started = orders.filter(({ starts }) => starts === 0).map(({ id }) => id)
    expect(await withoutWorkflow(service, started)).toEqual([])
  }

  it('of requests that the database does not get to is answered too, and keeps nobody from holding', async () => {
    const invoices = Array.from({ length: 20 }, order)
    const shots = await onRecord(service, async (client) => {
      await client.query('begin')
      await client.query('lock table payment_orders in access exclusive mode')
      const stuck = Promise.all(invoices.map(submit))
      expect(new Set(await meanwhile(stuck, hold))).toEqual(new Set([201]))
      await client.query('rollback')
      return stuck
    })
    expect(shots.map(({ status }) => status)).toEqual(shots.map(() => 503))
    expectKnownAnswers(shots)
    expect(new Set(shots.map(({ code }) => code))).toContain('TRY_AGAIN')
    const onRecordNow = new Set((await readOrders(service)).map(({ externalId }) => externalId))
    for (const { externalId } of invoices) expect(onRecordNow).not.toContain(externalId)
    const later = await submitLater(shots)
    expect(new Set(later.map(({ status }) => status))).toEqual(new Set([201]))
    await expectWhole(later)
  })

  // Last, because what comes in by it is not counted.
  it('that goes on is told of by the alert LoadShed, and keeps nobody from holding', async () => {
    const alert = await watchAlert('LoadShed', () => [targetAt('api', service.origin)])
    let isTold = false
    const told = alert.fires().finally(() => (isTold = true))
    // Callers who do not listen, a third more than have a place in work or in line: at any pace of the machine some
    // are refused each second. Those who are, come again, and so fast that the rest never empties the line.
    const insistent = async (): Promise<void> => {
      while (!isTold) if ((await submit(order())).status !== 201) await pause(250)
    }
    const load = () => Promise.all(Array.from({ length: INSISTENT }, insistent))
    try {
      const [holds] = await Promise.all([meanwhile(told, hold), load()])
      expect(new Set(holds)).toEqual(new Set([201]))
    } finally {
      await alert.close()
    }
  })
})
