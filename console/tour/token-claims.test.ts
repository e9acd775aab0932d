import { tokenClaims } from './token-claims.ts'

describe('the claims of a token', () => {
  it('are told in their order, whatever they are', () => {
    const claims = { iss: 'http://localhost/demo', orderVersion: 1, externalId: 'Größe?>', inclusion: ['a', 'b'] }
    const payload = Buffer.from(JSON.stringify(claims)).toString('base64url')
    expect(tokenClaims(`e30.${payload}.x`)).toEqual([
      ['iss', 'http://localhost/demo'],
      ['orderVersion', '1'],
      ['externalId', 'Größe?>'],
      ['inclusion', '["a","b"]'],
    ])
  })
})
