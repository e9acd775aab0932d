import { Refusal } from '../../platform/http/rest-api.ts'
import { createExpectations, StoryBroken } from './expect.ts'
import type { Narrator } from './narrate.ts'

const nothing = (): void => {}
const silent: Narrator = {
  ...{ chapter: nothing, say: nothing, aside: nothing, step: nothing, table: nothing, verdict: nothing },
}

function refusal(status: number, code: string): Refusal {
  return new Refusal('POST /v1/anything', { status, code, detail: 'No.', errors: [] })
}

describe('a step of the demo', () => {
  const begin = () => {
    const steps = createExpectations(silent)
    return { steps, last: () => steps.steps.at(-1) }
  }

  it('is as expected when it is refused with that very status and code', async () => {
    const { steps, last } = begin()
    await steps.refused('it signs', '403 SCOPE', () => Promise.reject(refusal(403, 'SCOPE')))
    expect(last()).toMatchObject({ title: 'it signs', got: '403 SCOPE', asExpected: true })
  })

  it.each([
    ['another code', refusal(403, 'SELF_APPROVAL'), '403 SELF_APPROVAL'],
    ['another status', refusal(401, 'SCOPE'), '401 SCOPE'],
  ])('differs when it is refused with %s', async (_name, error, got) => {
    const { steps, last } = begin()
    await steps.refused('it signs', '403 SCOPE', () => Promise.reject(error))
    expect(last()).toMatchObject({ got, asExpected: false })
  })

  it('differs when what should be refused is let through', async () => {
    const { steps, last } = begin()
    await steps.refused('it signs', '403 SCOPE', async () => {
      steps.onAnswer({ call: 'POST /v1/challenges', status: 201, code: null })
    })
    expect(last()).toMatchObject({ got: '201 (not refused)', asExpected: false })
  })

  it('differs and ends the story when the service cannot be reached', async () => {
    const { steps, last } = begin()
    const step = steps.refused('it signs', '403 SCOPE', () => Promise.reject(new TypeError('fetch failed')))
    await expect(step).rejects.toThrow(StoryBroken)
    expect(last()).toMatchObject({ got: 'fetch failed', asExpected: false })
  })

  it('hands on what it got when it is accepted with that status', async () => {
    const { steps, last } = begin()
    const order = await steps.accepted('it submits', 201, async () => {
      steps.onAnswer({ call: 'POST /v1/payment-orders', status: 201, code: null })
      return 'ord_1'
    })
    expect(order).toBe('ord_1')
    expect(last()).toMatchObject({ got: '201', asExpected: true })
  })

  it('differs when it is accepted with another status', async () => {
    const { steps, last } = begin()
    await steps.accepted('it submits', 201, async () => {
      steps.onAnswer({ call: 'POST /v1/payment-orders', status: 200, code: null })
    })
    expect(last()).toMatchObject({ got: '200', asExpected: false })
  })

  it('differs and ends the story when what it rests on is refused', async () => {
    const { steps, last } = begin()
    await expect(steps.accepted('it submits', 201, () => Promise.reject(refusal(409, 'STATE')))).rejects.toThrow(
      StoryBroken,
    )
    expect(last()).toMatchObject({ got: '409 STATE', asExpected: false })
  })

  it('differs when something that was read is otherwise', () => {
    const { steps, last } = begin()
    steps.same('one no is enough', 'denied', 'approved')
    expect(last()).toMatchObject({ expected: 'denied', got: 'approved', asExpected: false })
  })
})
