const REDACTED = '[redacted]'

/** Members whose value is never logged, whatever it looks like. Compared in lower case without `-` and `_`. */
const SECRET_NAMES = new Set([
  ...['authorization', 'proxyauthorization', 'cookie', 'setcookie', 'xapikey', 'session', 'sessionid'],
  ...['password', 'passwd', 'secret', 'token', 'apikey', 'privatekey', 'keyring', 'enrolment'],
  // WebAuthn: what a challenge was and how it was answered.
  ...['challenge', 'statement', 'nonce', 'credential', 'credentials', 'clientdatajson', 'authenticatordata'],
  ...['attestationobject', 'signature', 'userhandle', 'publickey'],
  // What a payment is, and what a caller or approver was told to state of it.
  ...['account', 'accountlast4', 'accountnumber', 'iban', 'bban', 'stated', 'blindentry', 'number', 'phone', 'phones'],
  ...['note', 'body', 'payload', 'email'],
])
const SECRET_ENDINGS = ['secret', 'password', 'token', 'iban', 'accountnumber', 'privatekey', 'cookie', 'email']

/** What is taken out of any text. Each leaves enough to see what stood there. */
const SECRET_TEXTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // ISO 13616: country, check digits, 11 to 30 more, printed with or without gaps. Valid or not: a typing error in an
  // account number does not make it public.
  [/(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])/g, '[account]'],
  // JWS compact serialisation: release tokens.
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  // Standard Webhooks marks its secrets.
  [/\bwhsec_[\w+/=-]+/g, `whsec_${REDACTED}`],
  [/\b(__Host-session|session)=[^;\s"]+/g, `$1=${REDACTED}`],
  // The link itself lets one in.
  [/(\/enrol(?:ments?)?[/#])[^/?#\s"]+/gi, `$1${REDACTED}`],
  [/([?&#](?:\w*token|secret|password|code|key|email)=)[^&\s"]+/gi, `$1${REDACTED}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi, `$1${REDACTED}@`],
  // 32 bytes and more in base64url: what sessions, clients' secrets, invitations, nonces, challenges and credentials
  // are. Ids are shorter, and digests are in hex.
  [/(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{43,}(?![\w-])/g, REDACTED],
]

/** A copy of a JSON value with account numbers and secrets taken out, wherever in it they stand. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value)
  if (Array.isArray(value)) return value.map(redact)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      return [redactText(name), member !== null && isSecretName(name) ? REDACTED : redact(member)]
    }),
  )
}

function redactText(text: string): string {
  return SECRET_TEXTS.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text)
}

function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '')
  return SECRET_NAMES.has(plain) || SECRET_ENDINGS.some((ending) => plain.endsWith(ending))
}
