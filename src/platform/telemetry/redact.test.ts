import { redact } from './redact.ts'

describe('a log line', () => {
  it.each([
    ['an IBAN', '{"msg":"account FR7630006000011234567890189 refused"}', 'FR7630006000011234567890189'],
    ['an IBAN in groups', '{"msg":"FR76 3000 6000 0112 3456 7890 189"}', '3000 6000'],
    ['a bearer token', '{"headers":{"x":"Bearer s3cr3t-value"}}', 's3cr3t-value'],
    ['a webhook secret', '{"msg":"whsec_c2VjcmV0c2VjcmV0"}', 'c2VjcmV0'],
    ['a release token', '{"msg":"eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJvcmRfMSJ9.c2lnbmF0dXJl"}', 'eyJqdGkiOiJvcmRfMSJ9'],
    ['an invitation', '{"path":"/v1/enrolments/yJ76zjYWZKAvaN9cHT1jxdk2ETKpT8ryEgQpKS75sKY"}', 'yJ76zjYWZKAvaN9cHT1jxdk2ETKpT8ryEgQpKS75sKY'],
    ['a database password', '{"msg":"postgres://countersign:hunter2@127.0.0.1/db"}', 'hunter2'],
    ['a challenge', '{"challenge":"short"}', 'short'],
    ['an escaped cookie', '{"cookie":"session=\\"quoted\\" value"}', 'quoted'],
  ])('does not show %s', (_what, line, secret) => {
    expect(redact(line)).not.toContain(secret)
    expect(() => JSON.parse(redact(line)) as unknown).not.toThrow()
  })

  it('keeps the ids that one looks for', () => {
    const line = '{"orderId":"ord_01m85gb5e8ek3t3meycjc3z99d","requirementId":"req_1bff8bdb09b513fef29acaaae2","code":"BLIND_ENTRY_MISMATCH"}'
    expect(redact(line)).toBe(line)
  })
})
