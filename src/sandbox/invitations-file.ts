import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { createSecretFile } from '../platform/secret-file.ts'

const Invitations = z.record(z.string(), z.object({ id: z.string(), enrolment: z.string() }))
type Invitations = z.infer<typeof Invitations>

const folderOf = (dataDir: string): string => join(dataDir, 'sandbox')

/** Where the sandbox keeps what it must remember of a person: their key. */
export function keyPathOf(dataDir: string, personId: string): string {
  return join(folderOf(dataDir), `${personId}.key.json`)
}

/** The invitations of automatic people, for the process that plays them; only its owner may read it. */
export async function writeInvitations(dataDir: string, invitations: Invitations): Promise<void> {
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 })
  const file = await createSecretFile(join(folderOf(dataDir), 'people.json'))
  await file.write(`${JSON.stringify(invitations, null, 2)}\n`)
  await file.keep()
}

/** Empty before the organisation is set up. */
export async function readInvitations(dataDir: string): Promise<Invitations> {
  const text = await readFile(join(folderOf(dataDir), 'people.json'), 'utf8').catch(() => '{}')
  return Invitations.parse(JSON.parse(text))
}
