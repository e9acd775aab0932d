import { textOnly } from './trusted-types.ts'

describe('the Trusted Types policy', () => {
  it('passes the text of a style sheet', () => {
    expect(textOnly('.a > .b { color: red }')).toBe('.a > .b { color: red }')
  })

  it.each(['<img src=x onerror=alert(1)>', 'a { } </style><script>', '<'])('refuses markup: %s', (text) => {
    expect(() => textOnly(text)).toThrow(TypeError)
  })
})
