import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { CountersignError } from '../domain/errors.ts'
import type { Bundle, BundleTrust } from '../log/bundle.ts'
import { verifyBundle } from '../log/verify-bundle.ts'

const Trust = z.strictObject({
  profile: z.enum(['demo', 'sandbox', 'production']),
  logKey: z.string(),
  genesisDigest: z.string(),
  rpId: z.string(),
  origins: z.array(z.string()),
  attestationRoots: z.array(z.string()).nullable(),
  // A file kept from an earlier version lacks them.
  rootsByAaguid: z.record(z.string(), z.array(z.string())).default({}),
  allowedAaguids: z.array(z.string()).nullable(),
  revokedAaguids: z.array(z.string()),
})

const BundleShape = z.looseObject({ type: z.string(), subjects: z.array(z.looseObject({ type: z.string() })) })

/** `countersign verify BUNDLE.json --trust TRUST.json`: offline, with nothing but the two files. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('verify an evidence bundle offline')
    .argument('<bundle.json>', 'the bundle of a release: GET /v1/payment-orders/{id}/bundle')
    .requiredOption(
      '--trust <trust.json>',
      'what you trust: log key, genesis digest, origins, attestation roots (GET /v1/log/trust, kept from set-up)',
    )
    .action(async (bundlePath: string, { trust }: { trust: string }) => {
      const findings = await verifyFiles(bundlePath, trust)
      for (const { code, about, detail } of findings) console.log(`${code}  ${about}  ${detail}`)
      console.log(
        findings.length === 0
          ? 'The bundle verifies: this release was rightly made.'
          : `The bundle does not verify: ${findings.length} findings.`,
      )
      if (findings.length > 0) process.exitCode = 1
    })
}

export async function verifyFiles(bundlePath: string, trustPath: string): ReturnType<typeof verifyBundle> {
  const bundle = await readJson(bundlePath)
  const trust: BundleTrust = Trust.parse(await readJson(trustPath))
  // An order, a problem, the wrong file: what is in it is for the verifier to judge, once it can be one at all.
  if (!BundleShape.safeParse(bundle).success)
    return [{ code: 'BUNDLE_TYPE', about: 'bundle', detail: 'This is not an evidence bundle.' }]
  return verifyBundle(bundle as Bundle, trust)
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown
  } catch (cause) {
    throw new CountersignError({
      code: 'FILE_UNREADABLE',
      status: 500,
      detail: `${path} cannot be read, or is not JSON.`,
      cause,
    })
  }
}
