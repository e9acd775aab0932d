import { dialledNumber } from './phone-number.ts'

describe('a number to dial', () => {
  it.each([
    ['+33465710017', '+33 4 65 71 00 17', '04 65 71 00 17', 'FR'],
    ['+4930901820', '+49 30 901820', '030 901820', 'DE'],
    ['+12025550143', '+1 202 555 0143', '(202) 555-0143', 'US'],
  ])('%s is grouped as in its country', (value, international, national, country) => {
    expect(dialledNumber(value)).toEqual({ international, national, country })
  })

  it('is shown as it is on file where it is none that anybody knows', () => {
    expect(dialledNumber('ext. 4711')).toEqual({ international: 'ext. 4711', national: null, country: null })
  })

  it('loses and gains no digit', () => {
    expect(dialledNumber('+33465710017').international.replaceAll(/\D/g, '')).toBe('33465710017')
  })
})
