import { gradePage } from './grade.ts'
import type { PageAnswer } from './page-answer.ts'

const GOOD = {
  'content-security-policy': "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
  'set-cookie': '__Host-session=x; Path=/; Secure; HttpOnly; SameSite=Strict',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
  'content-type': 'text/html; charset=utf-8',
}
type Changes = Readonly<Record<string, string | null>>

function page(changes: Changes = {}, more: Partial<PageAnswer> = {}): PageAnswer {
  const headers = new Headers()
  for (const [name, value] of Object.entries({ ...GOOD, ...changes })) if (value !== null) headers.append(name, value)
  const body = '<script type="module" src="/main.js"></script>'
  return { url: new URL('https://pay.example.com/'), headers, body, plain: null, asker: 'https://x.example', ...more }
}

const csp = (policy: string | null) => page({ 'content-security-policy': policy })
const cookie = (line: string, more: Changes = {}) => page({ 'set-cookie': line, ...more })
const script = (attributes: string) => page({}, { body: `<SCRIPT ${attributes}></script>` })
const noHsts = { 'strict-transport-security': null }

describe("the Observatory's grades", () => {
  it('gives a page that does everything right more than 100 points', () => {
    expect(gradePage(page()).score).toBe(100 + 10 + 5 + 5 + 5 + 10)
  })

  it.each<[string, string, PageAnswer, number]>([
    ['content-security-policy', 'none', csp(null), -25],
    ['content-security-policy', 'a directive twice', csp("default-src 'none'; script-src 'self'; script-src *"), -25],
    ['content-security-policy', 'two policies', csp("default-src 'none', default-src 'self'"), -25],
    ['content-security-policy', 'inline scripts', csp("default-src 'none'; script-src 'self' 'unsafe-inline'"), -20],
    ['content-security-policy', 'data: scripts', csp("default-src 'none'; script-src data:"), -20],
    ['content-security-policy', 'scripts from anywhere', csp("script-src https:; object-src 'none'"), -20],
    ['content-security-policy', 'objects from anywhere', csp("script-src 'self'"), -20],
    ['content-security-policy', 'plain http', csp("default-src 'none'; connect-src http://a.example"), -20],
    ['content-security-policy', 'eval', csp("default-src 'none'; script-src 'self' 'unsafe-eval'"), -10],
    ['content-security-policy', 'plain pictures', csp("default-src 'self'; img-src http://a.example"), -10],
    ['content-security-policy', 'inline styles', csp("default-src 'none'; style-src 'unsafe-inline'"), 0],
    ['content-security-policy', 'inline by nonce', csp("default-src 'none'; script-src 'nonce-a' 'unsafe-inline'"), 10],
    ['content-security-policy', 'self', csp("default-src 'self'"), 5],
    [
      'content-security-policy',
      'a meta element',
      page({}, { body: '<meta http-equiv="Content-Security-Policy">' }),
      -25,
    ],
    ['cookies', 'none', page({ 'set-cookie': null }), 0],
    ['cookies', 'a session for scripts', cookie('session=x; Secure; SameSite=Strict'), -30],
    ['cookies', 'a session in the clear', cookie('session=x; HttpOnly; SameSite=Strict', noHsts), -40],
    ['cookies', 'a session saved by HSTS', cookie('session=x; HttpOnly; SameSite=Strict'), -10],
    ['cookies', 'another in the clear', cookie('theme=x', noHsts), -20],
    ['cookies', 'another saved by HSTS', cookie('theme=x'), -5],
    ['cookies', 'an invalid SameSite', cookie('theme=x; Secure; SameSite=Sometimes'), -20],
    ['cookies', 'an anti-forgery token for all sites', cookie('csrf=x; Secure'), -20],
    ['cookies', 'no SameSite', cookie('session=x; Secure; HttpOnly'), 0],
    [
      'cross-origin-resource-sharing',
      'an echo with cookies',
      page({ 'access-control-allow-origin': 'https://x.example', 'access-control-allow-credentials': 'true' }),
      -50,
    ],
    ['redirection', 'plain http that answers', page({}, { plain: { status: 200, location: null } }), -20],
    ['redirection', 'to http', page({}, { plain: { status: 301, location: 'http://pay.example.com/' } }), -20],
    ['redirection', 'elsewhere', page({}, { plain: { status: 301, location: 'https://www.example.com/' } }), -5],
    ['redirection', 'to https', page({}, { plain: { status: 308, location: 'https://pay.example.com/' } }), 0],
    ['referrer-policy', 'none', page({ 'referrer-policy': null }), 0],
    ['referrer-policy', 'unsafe', page({ 'referrer-policy': 'no-referrer, unsafe-url' }), -5],
    ['referrer-policy', 'invalid', page({ 'referrer-policy': 'never' }), -5],
    ['strict-transport-security', 'none', page(noHsts), -20],
    ['strict-transport-security', 'a day', page({ 'strict-transport-security': 'max-age=86400' }), -10],
    ['strict-transport-security', 'no age', page({ 'strict-transport-security': 'includeSubDomains' }), -20],
    ['subresource-integrity', 'open and elsewhere', script('src="http://a.example/a.js"'), -50],
    ['subresource-integrity', 'without a scheme', script('src=//a.example/a.js'), -50],
    ['subresource-integrity', 'hashed but open', script("src='http://a.example/a.js' integrity='sha384-x'"), -20],
    ['subresource-integrity', 'elsewhere', script('src="https://a.example/a.js"'), -5],
    ['subresource-integrity', 'hashed', script('src="/a.js" integrity="sha384-x"'), 5],
    ['x-content-type-options', 'none', page({ 'x-content-type-options': null }), -5],
    [
      'x-frame-options',
      'none',
      page({ 'content-security-policy': "default-src 'none'", 'x-frame-options': null }),
      -20,
    ],
    ['x-frame-options', 'denied by it alone', csp("default-src 'none'"), 0],
    ['cross-origin-resource-policy', 'none', page({ 'cross-origin-resource-policy': null }), 0],
    ['cross-origin-resource-policy', 'invalid', page({ 'cross-origin-resource-policy': 'mine' }), -5],
  ])('%s: %s', (name, _, answer, score) => {
    expect(gradePage(answer).grades[name]?.score).toBe(score)
  })

  it('counts what is better than asked only from 90 points on', () => {
    expect(gradePage(page({ ...noHsts, 'set-cookie': null })).score).toBe(80)
  })
})
