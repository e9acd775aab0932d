import { describeRound, FATES, FAULTS, planSchedule } from './schedule.ts'

const faultsOf = (seed: number, rounds: number) => planSchedule(seed, rounds).rounds.map(({ fault }) => fault.name)

describe('a schedule of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planSchedule(7, 50)).toEqual(planSchedule(7, 50))
    expect(planSchedule(7, 50)).not.toEqual(planSchedule(8, 50))
  })

  it('begins the same however many rounds follow', () => {
    expect(planSchedule(7, 300).rounds.slice(0, 40)).toEqual(planSchedule(7, 40).rounds)
  })

  it('has every fault and every fate within a hundred rounds', () => {
    const { rounds } = planSchedule(1, 100)
    expect(new Set(rounds.map(({ fault }) => fault.name))).toEqual(new Set(FAULTS))
    expect(new Set(rounds.flatMap(({ orders }) => orders.map(({ fate }) => fate)))).toEqual(new Set(FATES))
  })

  it.each([1, 2, 3, 4, 5])('copies the database before it restores the copy, with seed %d', (seed) => {
    const deck = faultsOf(seed, FAULTS.length)
    const copied = deck.indexOf('PostgreSQL restarted, and copied for later')
    expect(copied).toBeGreaterThanOrEqual(0)
    expect(copied).toBeLessThan(deck.indexOf("yesterday's database restored"))
  })

  it('lets one fault in 84 rounds outlast what the service waits for, and one clock in 42 a cooling-off', () => {
    for (const seed of [1, 2, 3]) {
      const faults = planSchedule(seed, 840).rounds.map(({ fault }) => fault)
      const long = faults.filter(({ lastsMs }) => lastsMs >= 35_000)
      expect(long).toHaveLength(10)
      expect(new Set(long.map(({ name }) => name)).size).toBeGreaterThan(2)
      const cooling = faults.filter(({ lastsMs }) => lastsMs >= 15_000 && lastsMs <= 18_000)
      expect(cooling.length).toBeGreaterThanOrEqual(15)
      expect(cooling.length).toBeLessThanOrEqual(20)
      expect(faults.filter(({ isLong }) => isLong)).toHaveLength(long.length + cooling.length)
    }
  })

  it('is long wherever it can be when asked to, and else the same', () => {
    const short = planSchedule(4, 84).rounds
    const long = planSchedule(4, 84, { isLong: true }).rounds
    expect(long.filter(({ fault }) => fault.isLong)).toHaveLength(20)
    const bare = (rounds: typeof short) => rounds.map(({ fault, ...rest }) => ({ ...rest, fault: fault.dice }))
    expect(bare(long)).toEqual(bare(short))
  })

  it('gives every order an invoice of its own', () => {
    const invoices = planSchedule(3, 200).rounds.flatMap(({ orders }) => orders.map(({ invoice }) => invoice))
    expect(new Set(invoices).size).toBe(invoices.length)
  })

  it('is told in one line a round', () => {
    const [first] = planSchedule(1, 1, { faults: ['worker killed'] }).rounds
    expect(first && describeRound(first)).toMatch(
      /^round 1 of seed 1: worker killed after \d+ ms for \d+ ms, while orders are /,
    )
  })
})
