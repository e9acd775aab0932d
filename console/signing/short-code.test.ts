import { shortCode } from './short-code.ts'

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

describe('short codes', () => {
  it('are the same for the same bytes and readable aloud', async () => {
    expect(await shortCode(bytes('abc'))).toBe(await shortCode(bytes('abc')))
    expect(await shortCode(bytes('abc'))).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
  })

  it('begin with the first bits of SHA-256', async () => {
    // SHA-256("abc") begins ba7816bf: 10111 01001 11100 00001 01101 01111 …
    expect(await shortCode(bytes('abc'))).toMatch(/^Q9W1-DF/)
  })

  it('differ when a digit differs', async () => {
    expect(await shortCode(bytes('12500.00'))).not.toBe(await shortCode(bytes('12500.01')))
  })
})
