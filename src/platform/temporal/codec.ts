import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common'
import proto from '@temporalio/proto'

import type { Keyring } from '../keyring.ts'
import { seal, unseal } from '../seal.ts'

const { Payload: ProtoPayload } = proto.temporal.api.common.v1

const ENCODING = 'binary/encrypted'
const PURPOSE = 'temporal'

const text = (value: string): Uint8Array => Buffer.from(value, 'utf8')

/**
 * Encrypts everything that Temporal stores, bound to the workflow it is of, so that its operators can neither read a
 * payload nor put one into another workflow's history. Nothing else is accepted: a payload in plain text is an error,
 * or whoever can write to Temporal could speak to us simply by not encrypting.
 */
export function createEncryptingCodec(keyring: Keyring): PayloadCodec {
  return {
    encode: async (payloads, context) => payloads.map((payload) => encrypt(keyring, payload, bindingOf(context))),
    decode: async (payloads, context) => payloads.map((payload) => decrypt(keyring, payload, bindingOf(context))),
  }
}

function encrypt(keyring: Keyring, payload: Payload, binding: string): Payload {
  const { keyId, box } = seal(keyring, ProtoPayload.encode(payload).finish(), { purpose: PURPOSE, binding })
  return { metadata: { encoding: text(ENCODING), 'encryption-key-id': text(keyId) }, data: box }
}

function decrypt(keyring: Keyring, payload: Payload, binding: string): Payload {
  if (metadataOf(payload, 'encoding') !== ENCODING) throw new Error('Unexpected Temporal payload, not encrypted')
  const sealed = { keyId: metadataOf(payload, 'encryption-key-id'), box: payload.data ?? new Uint8Array() }
  return ProtoPayload.decode(unseal(keyring, sealed, { purpose: PURPOSE, binding }))
}

function metadataOf(payload: Payload, name: string): string {
  const value = payload.metadata?.[name]
  return value ? Buffer.from(value).toString('utf8') : ''
}

/**
 * Activities run for a workflow and are bound to it, not to themselves: the same result is decoded under several
 * activity contexts (the worker's, the history's).
 *
 * The SDK names no workflow when it reports that a workflow task failed, and a codec that throws there ends the whole
 * worker. Such a payload gets a binding of its own: it opens where no workflow is named and nowhere else, so it cannot be
 * put into a workflow's history either.
 */
function bindingOf(context: SerializationContext | undefined): string {
  if (context?.workflowId === undefined) return 'no workflow'
  return JSON.stringify([context.namespace, context.workflowId])
}
