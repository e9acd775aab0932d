import { get, request as ask } from 'node:http'
import { Router } from 'express'
import { until } from '../../../test/support/until.ts'
import { placesIn } from './admission.ts'
import { createHttpApp } from './app.ts'
import { createIntake } from './intake.ts'
import { serve, type Serving } from './serve.ts'

const AS_CLIENT = { authorization: 'Bearer x' }
const AS_PERSON = { cookie: 'session=x' }

describe('admission', () => {
  let serving: Serving
  let origin: string
  /** What is in work, and goes on once it is let. */
  let inWork: (() => void)[]
  const faults: unknown[] = []
  const codes: string[] = []

  beforeEach(async () => {
    inWork = []
    const router = Router()
    const work = (): Promise<void> => new Promise((resolve) => inWork.push(resolve))
    router.all('/v1/{*rest}', async (_request, response) => {
      await work()
      response.json({})
    })
    const app = createHttpApp({
      settings: { publicOrigin: 'http://localhost', trustProxy: false },
      routers: [router],
      intake: createIntake({ concurrency: 10, fileBytes: 1024 }),
      onFault: (error) => faults.push(error),
      onRefusal: (code) => codes.push(code),
    })
    serving = await serve(app, { port: 0, host: '127.0.0.1' })
    origin = `http://127.0.0.1:${serving.port}`
  })
  afterEach(async () => {
    goOn()
    await serving.stop()
  })

  const goOn = (): void => inWork.splice(0).forEach((resolve) => resolve())
  const reaches = (count: number) => until(`${count} in work`, async () => (inWork.length === count ? true : undefined))
  const submit = (headers: Record<string, string> = AS_CLIENT) =>
    fetch(`${origin}/v1/payment-orders`, { method: 'POST', headers })

  it('sheds what ERPs ask for beyond places and line, and has places of its own for whoever decides and holds', async () => {
    // Four places, sixty-four in line.
    const crowd = Array.from({ length: 80 }, () => submit())
    const shed = (await Promise.all(crowd.slice(68))).map(({ status, headers }) => [status, headers.get('retry-after')])
    expect(shed).toEqual(shed.map(() => [503, expect.stringMatching(/^[1-4]$/)]))
    await reaches(4)
    const hold = fetch(`${origin}/v1/holds`, { method: 'POST', headers: AS_PERSON })
    const decision = fetch(`${origin}/v1/evidence`, { method: 'POST', headers: AS_PERSON })
    const inbox = fetch(`${origin}/v1/inbox`, { headers: AS_PERSON })
    const checkpoint = fetch(`${origin}/v1/log/checkpoint`)
    await reaches(8)
    // As a client it is one of the crowd, whatever it asks for, and however it is written.
    expect((await fetch(`${origin}/V1/holds/`, { method: 'POST', headers: AS_CLIENT })).status).toBe(503)
    expect((await submit(AS_PERSON)).status).toBe(503)
    const served = Promise.all([hold, decision, inbox, checkpoint, ...crowd.slice(0, 68)])
    const going = setInterval(goOn, 5)
    expect(new Set((await served).map(({ status }) => status))).toEqual(new Set([200]))
    clearInterval(going)
    expect(codes).toContain('OVERLOADED')
    // A line in the log for each would be one more load.
    expect(faults).toEqual([])
  })

  it('counts work that goes on after its caller has gone', async () => {
    const callers = Array.from({ length: 4 }, () => {
      const call = ask(`${origin}/v1/payment-orders`, { method: 'POST', headers: AS_CLIENT, agent: false })
      call.on('error', () => undefined).end()
      return call
    })
    await reaches(4)
    for (const caller of callers) caller.destroy()
    const next = submit()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(inWork).toHaveLength(4)
    goOn()
    await reaches(1)
    goOn()
    expect((await next).status).toBe(200)
  })

  it('forgets whoever goes away in line', async () => {
    const first = Array.from({ length: 4 }, () => submit())
    await reaches(4)
    const waiting = get(`${origin}/v1/payment-orders`, { headers: AS_CLIENT, agent: false })
    waiting.on('error', () => undefined)
    await new Promise((resolve) => setTimeout(resolve, 100))
    waiting.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    goOn()
    await Promise.all(first)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(inWork).toEqual([])
  })

  it('has places for everybody, however few there are', () => {
    expect(placesIn(20)).toBe(20)
    expect(placesIn(10)).toBeGreaterThanOrEqual(10)
    expect(placesIn(200)).toBe(200)
  })
})
