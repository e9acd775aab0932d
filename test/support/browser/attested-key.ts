import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import type { Page } from 'playwright-core'
import type { VirtualKey } from '../../../src/sandbox/virtual-key.ts'

/**
 * In the page, before anything of its own. Options go out with their bytes as base64url, and what comes back is dressed
 * as the browser's own answer.
 */
const MAKE_ELSEWHERE = `(() => {
  const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  const decode = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)).buffer
  navigator.credentials.create = async ({ publicKey }) => {
    const asJson = (_, value) => (value instanceof ArrayBuffer ? encode(value) : value)
    const made = await countersignMakeCredential(JSON.stringify(publicKey, asJson))
    const { attestationObject, clientDataJSON, transports } = made.response
    return {
      ...{ id: made.id, rawId: decode(made.rawId), type: made.type },
      authenticatorAttachment: made.authenticatorAttachment,
      getClientExtensionResults: () => made.clientExtensionResults,
      response: {
        attestationObject: decode(attestationObject),
        clientDataJSON: decode(clientDataJSON),
        getTransports: () => transports,
      },
    }
  }
})()`

/**
 * Plugs in a key that its maker vouches for. Chromium attests its virtual keys itself, in nobody's name, so what makes
 * a credential in this page is the key, as the device would; every signature after that is Chromium's own work.
 */
export async function plugInAttested(page: Page, key: VirtualKey): Promise<void> {
  await page.exposeBinding('countersignMakeCredential', async ({ frame }, options: string) => {
    const asked = JSON.parse(options) as PublicKeyCredentialCreationOptionsJSON
    return key.create(asked, { origin: new URL(frame.url()).origin })
  })
  await page.addInitScript(MAKE_ELSEWHERE)
  await key.plugInto(page)
}
