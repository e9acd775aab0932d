import type { OrderAnswer, PaymentRoom } from './payment-room.ts'

/** Kim proposes that this account or contact goes, and a quorum signs it. The subject's id. */
export async function takeOffFile(room: PaymentRoom, path: string): Promise<string> {
  const proposed = await room
    .session('kim')
    .post(`${path}/retire`, { provenance: 'Closed, says their letter of today' })
  if (proposed.status !== 201) throw new Error(`${proposed.status} ${proposed.text}`)
  const { id, type, requirements } = proposed.body as OrderAnswer & { readonly type: string }
  for (const name of ['ben', 'ivy'] as const) {
    const signed = await room.sign(name, { type, id }, requirements[0]?.id ?? '', 'confirm')
    if (signed.status !== 201) throw new Error(`${signed.status} ${signed.text}`)
  }
  return id
}
