/** What an administrator means to sign when they confirm the other one's key. */
export interface Meant {
  readonly rpId: string
  readonly personId: string
  readonly keyId: string
  /** As typed from what the other one read aloud. */
  readonly fingerprint: string
}

const NAMES = [
  'type',
  'decision',
  'rpId',
  'genesisDigest',
  'personId',
  'keyId',
  'confirmedPersonId',
  'confirmedKeyId',
  'confirmedFingerprint',
  'nonce',
  'expiresAt',
]

/** Members of the statement that say something else than was meant, are missing or are too many. Empty: it may be signed. */
export function genesisDifference(meant: Meant, statement: Readonly<Record<string, unknown>>): string[] {
  const expected: Readonly<Record<string, unknown>> = {
    type: 'countersign/key-change/1',
    decision: 'confirm-genesis',
    rpId: meant.rpId,
    personId: meant.personId,
    keyId: meant.keyId,
    confirmedFingerprint: plainFingerprint(meant.fingerprint),
  }
  const wrong = NAMES.filter((name) => {
    const said = statement[name]
    return Object.hasOwn(expected, name) ? said !== expected[name] : typeof said !== 'string' || said === ''
  })
  if (statement['confirmedPersonId'] === meant.personId) wrong.push('confirmedPersonId')
  if (statement['confirmedKeyId'] === meant.keyId) wrong.push('confirmedKeyId')
  return [...wrong, ...Object.keys(statement).filter((name) => !NAMES.includes(name))]
}

/** 64 hexadecimal digits, without the spaces and colons people group them with. */
export function plainFingerprint(typed: string): string {
  return typed.toLowerCase().replaceAll(/[\s:]/g, '')
}

export function isFingerprint(typed: string): boolean {
  return /^[0-9a-f]{64}$/.test(plainFingerprint(typed))
}
