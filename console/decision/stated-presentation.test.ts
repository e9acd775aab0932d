import { presentationBytes, statementBytes, type Presentation } from '../../src/domain/statement.ts'
import { shortCode } from '../signing/short-code.ts'
import { statedPresentation } from './stated-presentation.ts'

const PRESENTED: Presentation = {
  ...{ type: 'countersign/order/1', rpId: 'pay.example.com', requirementId: 'req_1', decision: 'confirm' },
  subject: { type: 'order', id: 'ord_1', version: 1, digest: 'ab' },
  ...{ personId: 'per_1', forPersonId: null, policyHash: 'cd', reasons: ['NEW_ACCOUNT'], callback: null },
  content: { payment: { amount: '12500.00', payeeName: 'Ateliers du Rhône SAS' } },
}
const SETTLED = { blindEntry: true, reason: null, nonce: 'n', expiresAt: '2026-12-01T09:00:00.000Z' } as const
const fresh = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
const stated = (presented: Presentation) => fresh(statementBytes({ ...presented, ...SETTLED, contactedBy: 'none' }))

describe('a statement on a second display', () => {
  it('has the short code of what the first had to show', async () => {
    const found = statedPresentation(stated(PRESENTED))
    expect(found?.bytes).toEqual(fresh(presentationBytes(PRESENTED)))
    expect(await shortCode(found?.bytes ?? new Uint8Array())).toBe(await shortCode(fresh(presentationBytes(PRESENTED))))
  })

  it('has another code when another payment would be signed', async () => {
    const other = statedPresentation(stated({ ...PRESENTED, content: { payment: { amount: '92500.00' } } }))
    expect(await shortCode(other?.bytes ?? new Uint8Array())).not.toBe(
      await shortCode(fresh(presentationBytes(PRESENTED))),
    )
  })

  const text = new TextDecoder().decode(stated(PRESENTED))
  it.each([
    ['with a space more', text.replace('{', '{ ')],
    ['with a member twice', text.replace('{', '{"decision":"deny",')],
    ['without its nonce', text.replace('"nonce":"n",', '')],
    ['of something else', '[]'],
  ])('is not believed %s', (_what, bytes) => {
    expect(statedPresentation(fresh(new TextEncoder().encode(bytes)))).toBeNull()
  })
})
