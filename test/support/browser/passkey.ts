import type { Page } from 'playwright-core'
import { openKeySlot } from '../../../src/sandbox/virtual-key.ts'

/**
 * The passkey of a laptop or phone, as a newcomer has it: built in, one for every account, and synced to other devices.
 * It stays with the page.
 */
export async function openPasskey(page: Page): Promise<void> {
  const session = await openKeySlot(page)
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...({ protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const),
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      ...{ defaultBackupEligibility: true, defaultBackupState: true },
    },
  })
}
