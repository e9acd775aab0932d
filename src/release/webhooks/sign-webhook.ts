import { createHmac } from 'node:crypto'

/**
 * The three headers of Standard Webhooks 1.0.0, "Signature scheme": HMAC-SHA256 over `id.timestamp.body`, with the
 * bytes of the `whsec_` secret as the key. `at` is the time of the attempt, not of the event: receivers refuse old ones.
 */
export function signWebhook(
  secret: string,
  message: { readonly id: string; readonly at: Date; readonly body: string },
) {
  // A full stop in it would let one message be read as another.
  if (message.id.includes('.')) throw new TypeError(`Unexpected message id "${message.id}", expected one without "."`)
  const timestamp = String(Math.floor(message.at.getTime() / 1000))
  const signature = createHmac('sha256', keyOf(secret))
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64')
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}

function keyOf(secret: string): Uint8Array {
  const [, encoded] = /^whsec_([A-Za-z0-9+/]{32,}={0,2})$/.exec(secret) ?? []
  if (encoded === undefined)
    throw new TypeError('Unexpected webhook secret, expected whsec_ and at least 24 bytes in base64')
  return Buffer.from(encoded, 'base64')
}
