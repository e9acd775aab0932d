import { X509Certificate } from 'node:crypto'
import { SettingsService } from '@simplewebauthn/server'
import { compactVerify, decodeProtectedHeader } from 'jose'
import { z } from 'zod'
import { CountersignError } from '../../domain/errors.ts'
import { findTrustAnchor } from './certificate-path.ts'

/** What the FIDO Metadata Service says about the models of security keys. */
export interface KeyMetadata {
  /** Serial number of the file. */
  readonly no: number
  /** `YYYY-MM-DD`: from then on a newer file exists. */
  readonly nextUpdate: string
  /** PEM, by AAGUID: a maker's root is good for that maker's models only. */
  readonly rootsByAaguid: Readonly<Record<string, readonly string[]>>
  readonly revokedAaguids: readonly string[]
}

/** The library does not count REVOKED among them; we do, and a report stays true after an update of the firmware. */
const BROKEN = new Set([
  'REVOKED',
  'USER_VERIFICATION_BYPASS',
  'ATTESTATION_KEY_COMPROMISE',
  'USER_KEY_REMOTE_COMPROMISE',
  'USER_KEY_PHYSICAL_COMPROMISE',
])

/** Whom the signing certificate must name: the roots certify every web server in the world besides. */
const SIGNER_HOST = 'mds.fidoalliance.org'
const SIGNATURE_ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384']

const payloadSchema = z.object({
  no: z.number().int(),
  nextUpdate: z.iso.date(),
  entries: z.array(
    z.object({
      aaguid: z.string().toLowerCase().optional(),
      statusReports: z.array(z.object({ status: z.string() })),
      metadataStatement: z
        .object({
          attestationTypes: z.array(z.string()),
          keyProtection: z.array(z.string()),
          attestationRootCertificates: z.array(z.string()),
        })
        .optional(),
    }),
  ),
})
type Entry = z.infer<typeof payloadSchema>['entries'][number]

export interface MetadataOptions {
  readonly at: Date
  /** PEM; FIDO's own when absent. */
  readonly roots?: readonly string[]
}

/** Reads and verifies a metadata file (a JWT, FIDO Metadata Service v3.1 §3.2). Never touches the network. */
export async function readMetadata(jwt: string, options: MetadataOptions): Promise<KeyMetadata> {
  const payload = payloadSchema.safeParse(await verifyJwt(jwt.trim(), options))
  if (!payload.success) throw refuseMetadata('it does not have the expected shape', payload.error)
  const { no, nextUpdate, entries } = payload.data
  const rootsByAaguid: Record<string, readonly string[]> = {}
  const revokedAaguids: string[] = []
  for (const entry of entries) {
    if (entry.aaguid === undefined) continue
    if (entry.statusReports.some(({ status }) => BROKEN.has(status))) revokedAaguids.push(entry.aaguid)
    else rootsByAaguid[entry.aaguid] = attestationRoots(entry)
  }
  return { no, nextUpdate, rootsByAaguid, revokedAaguids }
}

/** None for models that cannot attest with certificates, or keep their secrets in software. */
function attestationRoots({ metadataStatement }: Entry): string[] {
  if (metadataStatement === undefined) return []
  const { attestationTypes, keyProtection, attestationRootCertificates } = metadataStatement
  if (!attestationTypes.includes('basic_full') || keyProtection.includes('software')) return []
  return attestationRootCertificates.map(pemOf)
}

function pemOf(base64: string): string {
  const lines = base64.replaceAll(/\s/g, '').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

async function verifyJwt(jwt: string, { at, roots }: MetadataOptions): Promise<unknown> {
  const chain = readChain(jwt)
  const [signer] = chain
  const anchors = roots ?? SettingsService.getRootCertificates({ identifier: 'mds' })
  const anchor = findTrustAnchor(
    chain,
    anchors.map((pem) => new X509Certificate(pem)),
    at,
  )
  if (signer === undefined || anchor === null) throw refuseMetadata('its certificates lead to no trusted root')
  if (signer.checkHost(SIGNER_HOST) === undefined) throw refuseMetadata(`it is not signed by ${SIGNER_HOST}`)
  try {
    const { payload } = await compactVerify(jwt, signer.publicKey, { algorithms: SIGNATURE_ALGORITHMS })
    return JSON.parse(new TextDecoder().decode(payload))
  } catch (cause) {
    throw refuseMetadata('its signature is wrong', cause)
  }
}

function readChain(jwt: string): X509Certificate[] {
  try {
    const { x5c = [] } = decodeProtectedHeader(jwt)
    return x5c.map((certificate) => new X509Certificate(Buffer.from(certificate, 'base64')))
  } catch (cause) {
    throw refuseMetadata('it is not a JWT with certificates', cause)
  }
}

function refuseMetadata(why: string, cause?: unknown): CountersignError {
  const detail = `FIDO_MDS_BLOB is refused: ${why}. Download it again from https://${SIGNER_HOST}/.`
  return new CountersignError({ code: 'CONFIGURATION', status: 500, detail, cause })
}
