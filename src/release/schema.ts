/** Wire types of releases. */
import { z } from 'zod'

export const ReleaseAnswer = z.object({
  token: z.string().describe('JWS, ES256: pay only on one that verifyRelease accepts'),
  expiresAt: z.string(),
})

export const BundleAnswer = z.looseObject({ type: z.literal('countersign/bundle/1') })

export const JwksAnswer = z.object({ keys: z.array(z.record(z.string(), z.unknown())) })

export const TrustAnswer = z.object({
  profile: z.enum(['demo', 'sandbox', 'production']),
  logKey: z.string(),
  genesisDigest: z.string().nullable(),
  rpId: z.string(),
  origins: z.array(z.string()),
  attestationRoots: z.array(z.string()).nullable(),
  rootsByAaguid: z.record(z.string(), z.array(z.string())).describe('Roots good for one model: FIDO_MDS_BLOB'),
  allowedAaguids: z.array(z.string()).nullable(),
  revokedAaguids: z.array(z.string()),
  genesisConfirmation: z
    .string()
    .nullable()
    .describe(
      'Leaf hash of the entry by which the administrators confirmed each other; null before, and outside of production',
    ),
})
