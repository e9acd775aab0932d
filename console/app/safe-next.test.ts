import { safeNext, signInPath } from './safe-next.ts'

describe('where signing in leads', () => {
  it.each(['/orders/ord_1', '/?view=waiting', '/calls'])('back to %s', (path) => {
    expect(safeNext(path)).toBe(path)
    expect(signInPath(path)).toBe(`/sign-in?next=${encodeURIComponent(path).replaceAll('%20', '+')}`)
  })

  it.each([
    null,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\nb',
    'javascript:alert(1)',
    '/sign-in?next=/x',
    '/enrol#x',
  ])('never elsewhere: %j', (path) => {
    expect(safeNext(path)).toBe('/')
  })
})
