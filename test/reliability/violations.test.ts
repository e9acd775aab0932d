import type { Happening, History, Told } from './history.ts'
import { createModel, type KnownOrder } from './model.ts'
import type { Fate, PlannedOrder } from './schedule.ts'
import { untold } from './untold.ts'
import { stuck, violations } from './violations.ts'

const plan = (fate: Fate, amount = '120.05'): PlannedOrder => ({
  ...{ invoice: 'R1-1-1', fate, payee: 0, amount, startMs: 0 },
})
const NOTHING = { version: 0, personId: null, decision: null, requirement: null, holdId: null }
const released = (version = 1, orderId = 'ord_1'): Happening => ({
  ...NOTHING,
  ...{ kind: 'subject.released', orderId, version },
})
const signed = (personId: string, requirement = 'approval', version = 1, decision = 'confirm'): Happening => ({
  ...NOTHING,
  ...{ kind: 'evidence.accepted', orderId: 'ord_1', version, personId, decision, requirement },
})
const hold = (kind: 'hold.placed' | 'hold.lifted', holdId = 'hld_1'): Happening => ({
  ...NOTHING,
  ...{ kind, orderId: 'ord_1', holdId },
})

const entry = (kind: Happening['kind'], version = 1): Happening => ({ ...NOTHING, kind, orderId: 'ord_1', version })
const event = (name: string, version: number | null = 1, aboutId = 'ord_1'): Told => ({
  ...{ type: `payment_order.${name}`, aboutId, version },
})
const SUBMITTED = entry('subject.submitted')
const TOLD: readonly Told[] = [
  ...[event('received'), event('released'), event('amended', 2)],
  ...['hld_1', 'hld_9'].map((aboutId) => ({ type: 'hold.placed', aboutId, version: null })),
]

function history(happenings: readonly Happening[], changes: Partial<History> = {}): History {
  const orders = [{ id: 'ord_1', externalId: 'R1-1-1', version: 1, state: 'released' }]
  return { orders, happenings: [SUBMITTED, ...happenings], events: TOLD, ...changes }
}

function known(fate: Fate = 'released', amount?: string): KnownOrder {
  const order = createModel().submitted('ord_1', 1, plan(fate, amount))
  for (const personId of ['ben', 'ivy', 'dan', 'eve'])
    for (const decision of ['confirm', 'continue']) order.tried.push({ personId, version: 1, decision })
  return order
}

const HONEST = [signed('ben'), released()]
const found = (order: KnownOrder, record: History) => violations([order], record).map((line) => line.split(':')[0])

describe('what the model holds against the record', () => {
  it('finds nothing wrong with an order that one approver signed and that was released once', () => {
    const order = known()
    order.signed.push({ personId: 'ben', version: 1, decision: 'confirm' })
    order.isDone = true
    expect(violations([order], history(HONEST))).toEqual([])
    expect(stuck([order], new Map([['ord_1', 'released']]))).toEqual([])
  })

  it('finds nothing wrong with a large one that everybody signed, and one that was held, lifted and released', () => {
    const all = [signed('ben'), signed('ivy'), signed('dan', 'callback'), signed('eve', 'review', 1, 'continue')]
    const order = known('held and lifted', '40000.01')
    order.holds.push({ id: 'hld_1', releasedBefore: false, liftingAsked: true })
    expect(violations([order], history([...all, hold('hold.placed'), hold('hold.lifted'), released()]))).toEqual([])
  })

  it('reports an acknowledged order that is gone', () => {
    expect(found(known(), history([], { orders: [] }))).toEqual(['LOST'])
  })

  it('reports an acknowledged version, signature and hold that are gone', () => {
    const order = known()
    order.version = 2
    order.signed.push({ personId: 'ivy', version: 1, decision: 'confirm' })
    order.holds.push({ id: 'hld_9', releasedBefore: true, liftingAsked: false })
    const orders = [{ id: 'ord_1', externalId: 'R1-1-1', version: 1, state: 'awaiting_evidence' }]
    const record = history([signed('ben'), entry('subject.amended', 2)], { orders })
    expect(found(order, record)).toEqual(['LOST', 'LOST', 'LOST', 'UNLOGGED'])
  })

  it('reports a release that happened twice, in the log or to the ERP', () => {
    expect(found(known(), history([...HONEST, released()]))).toEqual(['TWICE'])
    expect(found(known(), history(HONEST, { events: [...TOLD, event('released')] }))).toEqual(['TWICE'])
  })

  it('reports an invoice that two orders released', () => {
    const orders = ['ord_1', 'ord_2'].map((id) => ({ id, externalId: 'R1-1-1', version: 1, state: 'released' }))
    expect(found(known(), history([...HONEST, released(1, 'ord_2')], { orders }))).toEqual(['TWICE'])
  })

  it('reports a release before its evidence, of another version, or with too few people', () => {
    expect(found(known(), history([released(), signed('ben')]))).toEqual(['UNPROVEN'])
    expect(found(known('called back', '40000.01'), history([signed('ben'), signed('ben'), released()]))).toEqual([
      'UNPROVEN',
    ])
    const amended = known('amended')
    amended.version = 2
    const orders = [{ id: 'ord_1', externalId: 'R1-1-1', version: 2, state: 'released' }]
    expect(found(amended, history([...HONEST, entry('subject.amended', 2)], { orders }))).toEqual(['UNPROVEN'])
  })

  it('reports a release after a denial', () => {
    const order = known()
    order.tried.push({ personId: 'ivy', version: 1, decision: 'deny' })
    expect(found(order, history([signed('ben'), signed('ivy', 'approval', 1, 'deny'), released()]))).toEqual([
      'UNPROVEN',
    ])
  })

  it('reports evidence that nobody gave', () => {
    expect(found(known(), history([signed('ben'), signed('mallory'), released()]))).toEqual(['FORGED'])
  })

  it('reports a release under a hold, by the order of the log and by what was seen from outside', () => {
    expect(found(known(), history([signed('ben'), hold('hold.placed'), released()]))).toEqual(['HELD'])
    const order = known()
    order.holds.push({ id: 'hld_1', releasedBefore: false, liftingAsked: false })
    expect(found(order, history([...HONEST, hold('hold.placed')]))).toEqual(['HELD'])
  })

  it('reports an order that was denied or cancelled and is something else', () => {
    const order = known('cancelled')
    order.end = 'cancelled'
    const record = history([...HONEST, entry('subject.cancelled')], { events: [...TOLD, event('cancelled')] })
    expect(found(order, record)).toEqual(['UNDONE'])
  })

  describe('of what was acknowledged, with one thing missing', () => {
    const lives = [
      { name: 'a release', fate: 'released', state: 'released', trail: ['submitted', 'released'] },
      { name: 'an amendment', fate: 'amended', state: 'released', trail: ['submitted', 'amended', 'released'] },
      { name: 'a denial', fate: 'denied', state: 'denied', trail: ['submitted', 'denied'] },
      { name: 'a cancellation', fate: 'cancelled', state: 'cancelled', trail: ['submitted', 'cancelled'] },
      { name: 'a payment', fate: 'paid', state: 'executed', trail: ['submitted', 'released', 'executed'] },
    ] as const
    const eventOf = (step: string): string =>
      step === 'submitted' ? 'received' : step === 'executed' ? 'reported' : step
    const cases = lives.flatMap((life) => life.trail.map((missing) => ({ ...life, missing })))

    /** Two versions where it was amended, of which the second is signed and released. */
    function lived({ fate, state, trail }: (typeof lives)[number]): [KnownOrder, History] {
      const order = known(fate)
      const version = fate === 'amended' ? 2 : 1
      order.version = version
      order.tried.push({ personId: 'ben', version, decision: 'confirm' })
      if (state === 'denied' || state === 'cancelled') order.end = state
      const versionOf = (step: string): number => (step === 'submitted' ? 1 : version)
      const entries = trail.map((step) => entry(`subject.${step}`, versionOf(step)))
      const record: History = {
        orders: [{ id: 'ord_1', externalId: 'R1-1-1', version, state }],
        happenings: entries.flatMap((one) =>
          one.kind === 'subject.released' ? [signed('ben', 'approval', version), one] : [one],
        ),
        events: trail.map((step) => event(eventOf(step), versionOf(step))),
      }
      return [order, record]
    }

    it.each(lives)('finds nothing wrong with $name that is all there', (life) => {
      expect(found(...lived(life))).toEqual([])
    })

    it.each(cases)('reports the entry "$missing" that the log of $name lacks', (life) => {
      const [order, record] = lived(life)
      const happenings = record.happenings.filter(({ kind }) => kind !== `subject.${life.missing}`)
      expect(found(order, { ...record, happenings })).toEqual(['UNLOGGED'])
    })

    it.each(cases)('reports the event of "$missing" that $name was not told by', (life) => {
      const [order, record] = lived(life)
      const events = record.events.filter(({ type }) => type !== `payment_order.${eventOf(life.missing)}`)
      expect(events).toHaveLength(record.events.length - 1)
      expect(found(order, { ...record, events })).toEqual(['UNTOLD'])
      expect(untold([order], () => life.state, events, 'the ERP was sent')).toEqual([
        expect.stringMatching(/^UNTOLD: .*: the ERP was sent no payment_order\./),
      ])
    })

    it('reports a hold that nobody was told of', () => {
      const order = known('held and lifted')
      order.holds.push({ id: 'hld_1', releasedBefore: true, liftingAsked: true })
      const record = history([...HONEST, hold('hold.placed')])
      expect(found(order, record)).toEqual([])
      expect(found(order, { ...record, events: TOLD.filter(({ aboutId }) => aboutId !== 'hld_1') })).toEqual(['UNTOLD'])
    })
  })

  it('reports an order that stands still', () => {
    const order = known('paid')
    order.isDone = true
    expect(stuck([order], new Map([['ord_1', 'released']]))).toEqual(['ord_1 (R1-1-1) is released, not executed'])
  })
})
