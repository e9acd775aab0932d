import { CountersignError } from '../../domain/errors.ts'
import { createLane } from './lane.ts'

const HERE = new AbortController().signal

describe('a lane', () => {
  it('has so many places, and a line in the order of coming', async () => {
    const lane = createLane({ places: 2, line: 2, patienceMs: 60_000 })
    const [first, second] = [await lane.enter(HERE), await lane.enter(HERE)]
    const came: string[] = []
    const third = lane.enter(HERE).then((leave) => {
      came.push('third')
      return leave
    })
    const fourth = lane.enter(HERE).then(() => void came.push('fourth'))
    expect(lane.isFull()).toBe(true)
    first()
    await third
    expect(came).toEqual(['third'])
    second()
    await fourth
    expect(came).toEqual(['third', 'fourth'])
  })

  it('sends away whoever finds no place in line, and says when to come back', async () => {
    const lane = createLane({ places: 1, line: 0, patienceMs: 60_000 })
    await lane.enter(HERE)
    const refusal: unknown = await lane.enter(HERE).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(CountersignError)
    expect(refusal).toMatchObject({ code: 'OVERLOADED', status: 503 })
    const { retryAfterSeconds } = refusal as CountersignError
    expect(retryAfterSeconds).toBeGreaterThanOrEqual(1)
  })

  it('lets nobody wait for ever, and gives no place to whoever has gone', async () => {
    const lane = createLane({ places: 1, line: 3, patienceMs: 20 })
    const leave = await lane.enter(HERE)
    await expect(lane.enter(HERE)).rejects.toMatchObject({ code: 'OVERLOADED' })
    const going = new AbortController()
    const gone = lane.enter(going.signal)
    going.abort()
    await expect(gone).rejects.toMatchObject({ code: 'OVERLOADED' })
    leave()
    expect(await lane.enter(HERE)).toBeInstanceOf(Function)
  })

  it('counts a place given back once, however often that is said', async () => {
    const lane = createLane({ places: 1, line: 0, patienceMs: 60_000 })
    const leave = await lane.enter(HERE)
    leave()
    leave()
    await lane.enter(HERE)
    expect(lane.isFull()).toBe(true)
  })
})
