import { setTimeout as sleep } from 'node:timers/promises'
import { gather } from './gather.ts'

describe('What is gathered', () => {
  const batches: number[][] = []
  const double = async (items: readonly number[]): Promise<number[]> => {
    batches.push([...items])
    if (items.includes(13)) throw new Error('not 13')
    return items.map((item) => 2 * item)
  }
  beforeEach(() => void batches.splice(0))

  it('is worked on together when it comes together, and each has its own result', async () => {
    const gathering = gather(double, { ms: 10, most: 100 })
    expect(await Promise.all([1, 2, 3].map(gathering.add))).toEqual([2, 4, 6])
    expect(await gathering.add(4)).toBe(8)
    expect(batches).toEqual([[1, 2, 3], [4]])
  })

  it('is worked on as soon as it is enough, or told to be', async () => {
    const gathering = gather(double, { ms: 60_000, most: 2 })
    expect(await Promise.all([1, 2].map(gathering.add))).toEqual([2, 4])
    const third = gathering.add(3)
    gathering.flush()
    expect(await third).toBe(6)
    gathering.flush()
    expect(batches).toEqual([[1, 2], [3]])
  })

  it('does not fail for what came with it', async () => {
    const gathering = gather(double, { ms: 10, most: 100 })
    const outcomes = await Promise.allSettled([1, 13, 3].map(gathering.add))
    expect(outcomes).toEqual([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: new Error('not 13') },
      { status: 'fulfilled', value: 6 },
    ])
  })

  it('does not wait for what is being worked on', async () => {
    const started: number[] = []
    const gathering = gather(
      async (items: readonly number[]) => {
        started.push(...items)
        if (items.includes(1)) await sleep(200)
        return items
      },
      { ms: 1, most: 100 },
    )
    const slow = gathering.add(1)
    await sleep(20)
    await gathering.add(2)
    expect(started).toEqual([1, 2])
    await slow
  })

  it('fails where the work answers for fewer than it was given', async () => {
    const gathering = gather(async () => [], { ms: 1, most: 100 })
    await expect(gathering.add(1)).rejects.toThrow('expected one for each item')
  })
})
