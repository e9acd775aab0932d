/** WebAuthn L3 §5.8.4. Hints for the browser, signed by nobody: unknown ones are dropped. */
const TRANSPORTS = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']

export function authenticatorTransports(claimed: unknown): string[] {
  return Array.isArray(claimed) ? TRANSPORTS.filter((transport) => claimed.includes(transport)) : []
}
