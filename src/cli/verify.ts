import { Command } from 'commander'
import { z } from 'zod'
import { CountersignError } from '../domain/errors.ts'
import type { Bundle, BundleTrust, Finding } from '../log/bundle.ts'
import { parseObject } from '../log/verify/json-members.ts'
import { verifyBundle } from '../log/verify-bundle.ts'
import { describeBundle, limitsOf } from './describe-bundle.ts'
import { readText } from './read-text.ts'
import { verifyToken } from './verify-token.ts'

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
  genesisConfirmation: z.string().nullish().default(null),
})

const BundleShape = z.looseObject({ type: z.string(), subjects: z.array(z.looseObject({ type: z.string() })) })

const ReleaseAnswer = z.looseObject({ token: z.string() })

/** `countersign verify BUNDLE.json --trust TRUST.json [--token TOKEN --jwks JWKS.json]`: offline, with nothing but files. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('verify an evidence bundle offline')
    .argument('<bundle.json>', 'the bundle of a release: GET /v1/payment-orders/{id}/bundle')
    .requiredOption(
      '--trust <trust.json>',
      'what you trust: log key, genesis digest, origins, attestation roots (GET /v1/log/trust, kept from set-up)',
    )
    .option(
      '--token <token>',
      'a file with the release token of the same order, compared with the bundle; needs --jwks',
    )
    .option(
      '--jwks <jwks.json>',
      'the keys that release tokens are signed with (GET /.well-known/jwks.json, kept as well)',
    )
    .action(async (bundlePath: string, files: Omit<Files, 'bundle'>, command: Command) => {
      if ((files.token === undefined) !== (files.jwks === undefined))
        command.error('Give --token and --jwks together: one is worth nothing without the other.', { exitCode: 2 })
      const { findings, lines } = await verifyFiles({ ...files, bundle: bundlePath })
      for (const { code, about, detail } of findings) console.log(`${code}  ${about}  ${detail}`)
      console.log(lines.join('\n'))
      if (findings.length > 0) process.exitCode = 1
    })
}

export interface Files {
  readonly bundle: string
  readonly trust: string
  readonly token?: string
  readonly jwks?: string
}

/** What does not hold, and what there is to say besides. */
export async function verifyFiles(
  files: Files,
): Promise<{ readonly findings: readonly Finding[]; readonly lines: readonly string[] }> {
  const read = await readJson(files.bundle)
  const trust: BundleTrust = Trust.parse(await readJson(files.trust))
  // An order, a problem, the wrong file: what is in it is for the verifier to judge, once it can be one at all.
  if (!BundleShape.safeParse(read).success)
    return refused([{ code: 'BUNDLE_TYPE', about: 'bundle', detail: 'This is not an evidence bundle.' }])
  const bundle = read as Bundle
  const findings = await verifyBundle(bundle, trust)
  if (findings.length > 0) return refused(findings)
  const { token, jwks } = files
  const withToken = token !== undefined && jwks !== undefined
  if (withToken) {
    const unfit = await verifyToken(tokenIn(await readText(token)), await readJson(jwks), bundle, trust)
    if (unfit.length > 0) return { findings: unfit, lines: ['The bundle verifies, and this token is not for it.'] }
  }
  const verdict = withToken
    ? 'The bundle verifies, and the token was signed for it: this release was rightly made.'
    : 'The bundle verifies: this release was rightly made.'
  return { findings, lines: [verdict, '', ...describeBundle(bundle), '', ...limitsOf(bundle, trust, withToken)] }
}

function refused(findings: readonly Finding[]) {
  return { findings, lines: [`The bundle does not verify: ${findings.length} findings.`] }
}

/** The answer of GET …/release as it came, or the token alone. */
function tokenIn(text: string): string {
  const answer = ReleaseAnswer.safeParse(parseObject(text))
  return answer.success ? answer.data.token : text.trim()
}

async function readJson(path: string): Promise<unknown> {
  const text = await readText(path)
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const detail = `${path} cannot be read, or is not JSON.`
    throw new CountersignError({ code: 'FILE_UNREADABLE', status: 500, detail, cause })
  }
}
