import { beginGenesis, type GenesisToSign } from '../../api/keys.ts'
import { readMembers } from '../../api/signing.ts'
import { isChallengeOf } from '../../signing/is-challenge-of.ts'
import { genesisDifference, plainFingerprint, type Meant } from './genesis-difference.ts'

/** What would have been signed is not what was typed. Nothing was signed. */
export class GenesisDiffers extends Error {
  override readonly name = 'GenesisDiffers'
}

export interface CheckedGenesis extends GenesisToSign {
  readonly members: Readonly<Record<string, unknown>>
}

/** Asks for the statement, and lets through only one that says what was typed and is what the key would sign. */
export async function askStatement(meant: Meant): Promise<CheckedGenesis> {
  const asked = await beginGenesis(plainFingerprint(meant.fingerprint))
  if (!(await isChallengeOf(asked.publicKey.challenge, asked.statement))) throw new GenesisDiffers('challenge')
  const members = readMembers(asked.statement)
  const wrong = genesisDifference(meant, members)
  if (wrong.length > 0) throw new GenesisDiffers(wrong.join(', '))
  return { ...asked, members }
}
