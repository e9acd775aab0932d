import { defaultPayloadConverter } from '@temporalio/common'
import type { Payload, SerializationContext } from '@temporalio/common'

import type { Keyring } from '../keyring.ts'
import { createEncryptingCodec } from './codec.ts'

const keyring: Keyring = {
  current: 'k1',
  keyFor: (_purpose, id) => (id === 'k1' ? new Uint8Array(32).fill(7) : undefined),
}

const of = (workflowId: string): SerializationContext => ({ type: 'workflow', namespace: 'default', workflowId })
const payloadOf = (value: unknown): Payload => defaultPayloadConverter.toPayload(value)
const bytesOf = (payload: Payload | undefined): string => Buffer.from(payload?.data ?? []).toString('latin1')

describe('the Temporal codec', () => {
  const codec = createEncryptingCodec(keyring)

  it('gives back what it encrypted, for its own workflow', async () => {
    const values = ['chl_secret', { a: [1, null] }, undefined, new Uint8Array([1, 2])]
    const payloads = await codec.encode(values.map(payloadOf), of('ord_1'))
    const decoded = await codec.decode(payloads, of('ord_1'))
    expect(decoded.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(values)
    expect(await codec.encode([], of('ord_1'))).toEqual([])
  })

  it('hides the value and how it was encoded', async () => {
    const [payload] = await codec.encode([payloadOf('chl_secret')], of('ord_1'))
    expect(bytesOf(payload)).not.toContain('chl_secret')
    expect(bytesOf(payload)).not.toContain('json/plain')
    expect(Object.keys(payload?.metadata ?? {})).toEqual(['encoding', 'encryption-key-id'])
  })

  it('refuses a payload of another workflow or namespace', async () => {
    const payloads = await codec.encode([payloadOf('chl_1')], of('ord_1'))
    await expect(codec.decode(payloads, of('ord_2'))).rejects.toThrow('Unexpected sealed box')
    const elsewhere = { type: 'workflow', namespace: 'other', workflowId: 'ord_1' } as const
    await expect(codec.decode(payloads, elsewhere)).rejects.toThrow('Unexpected sealed box')
  })

  it('cannot be confused about where a namespace ends and a workflow id begins', async () => {
    const payloads = await codec.encode([payloadOf(1)], { type: 'workflow', namespace: 'a', workflowId: '","b' })
    const shifted = { type: 'workflow', namespace: 'a","', workflowId: 'b' } as const
    await expect(codec.decode(payloads, shifted)).rejects.toThrow('Unexpected sealed box')
  })

  it('opens the payloads of an activity for its workflow', async () => {
    const activity = { type: 'activity', namespace: 'default', workflowId: 'ord_1', isLocal: true } as const
    const payloads = await codec.encode([payloadOf('x')], { ...activity, activityId: '1' })
    await expect(codec.decode(payloads, { ...activity, isLocal: false })).resolves.toHaveLength(1)
    await expect(codec.decode(payloads, { ...activity, workflowId: 'ord_2' })).rejects.toThrow('Unexpected sealed box')
  })

  it('refuses plain text, alone or among encrypted payloads', async () => {
    const [encrypted] = await codec.encode([payloadOf('a')], of('ord_1'))
    const plain = payloadOf('b')
    await expect(codec.decode([plain], of('ord_1'))).rejects.toThrow('not encrypted')
    await expect(codec.decode(encrypted ? [encrypted, plain] : [], of('ord_1'))).rejects.toThrow('not encrypted')
    const pretending = { metadata: { encoding: Buffer.from('binary/encrypted') }, data: plain.data ?? null }
    await expect(codec.decode([pretending], of('ord_1'))).rejects.toThrow()
  })

  it('encrypts what the SDK encodes without naming a workflow, and lets no workflow accept it', async () => {
    const payloads = await codec.encode([payloadOf('secret')])
    expect(bytesOf(payloads[0])).not.toContain('secret')
    await expect(codec.decode(payloads)).resolves.toHaveLength(1)
    await expect(codec.decode(payloads, of('ord_1'))).rejects.toThrow('Unexpected sealed box')
    await expect(codec.decode(payloads, of(''))).rejects.toThrow('Unexpected sealed box')
  })

  it('does not open the payload of a workflow where none is named', async () => {
    const payloads = await codec.encode([payloadOf('secret')], of('ord_1'))
    await expect(codec.decode(payloads)).rejects.toThrow('Unexpected sealed box')
  })
})
