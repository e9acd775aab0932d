export function bytesToBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

export function base64urlToBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
