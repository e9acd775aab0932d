import { isVouchedForAnew, known, UNKNOWN, type PayeeFacts } from './order-facts.ts'

const onFile: PayeeFacts = {
  counterpartyKnown: true,
  accountKnown: true,
  otherAccountsKnown: false,
  accountChangedAt: '2026-11-01T00:00:00.000Z',
}
const at = '2026-11-20T00:00:00.000Z'
const since = '2026-10-27T00:00:00.000Z'

describe('A payment that was assessed to go to an account on file', () => {
  it.each([
    ['is as it was', onFile, at, false],
    ['is as it was, and changed too long ago to be told', { ...onFile, accountChangedAt: null }, at, false],
    ['went to one that is gone', { ...onFile, accountKnown: false }, at, true],
    ['went to one that came back', { ...onFile, accountChangedAt: '2026-11-21T00:00:00.000Z' }, at, true],
    ['was assessed before facts tell', { ...onFile, accountChangedAt: null }, '2026-10-26T00:00:00.000Z', true],
  ])('%s', (_what, after, assessed, isAnew) => {
    expect(isVouchedForAnew(known(onFile), known(after), { at: assessed, since })).toBe(isAnew)
  })

  it('is looked at anew where the directory does not answer; what was not on file rested on nothing', () => {
    expect(isVouchedForAnew(known(onFile), UNKNOWN, { at, since })).toBe(true)
    const unknown = { ...onFile, accountKnown: false }
    for (const before of [UNKNOWN, known(unknown)])
      for (const after of [known(onFile), known(unknown), UNKNOWN])
        expect(isVouchedForAnew(before, after, { at, since })).toBe(false)
  })
})
