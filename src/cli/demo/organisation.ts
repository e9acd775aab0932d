import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { packageRoot } from '../../platform/package-root.ts'
import { runCommand, type Surroundings } from './service.ts'
import type { Visitor } from './visitors.ts'

/** What `init --json` writes. */
const Secrets = z.object({
  people: z.record(z.string(), z.object({ id: z.string(), enrolment: z.string() })),
  clients: z.record(z.string(), z.object({ secret: z.string() })),
  webhooks: z.record(z.string(), z.object({ secret: z.string() })),
})
export type Secrets = z.infer<typeof Secrets>

/** What `keys` prints. */
const Keys = z.object({ thumbprints: z.array(z.string()) })

/** What of organisation.yaml the stories tell. */
const Organisation = z.looseObject({
  organisation: z.looseObject({ name: z.string() }),
  people: z.array(z.looseObject({ email: z.string(), name: z.string(), phones: z.array(z.string()).default([]) })),
  counterparties: z.array(z.looseObject({ name: z.string() })),
})
export type Organisation = z.infer<typeof Organisation>

export const EXAMPLES = join(packageRoot(), 'examples')

/** `countersign init` with the example company and its visitors, whose webhooks go to the demo's own ERP. */
export async function initOrganisation(
  surroundings: Surroundings,
  webhookUrl: string,
  visitors: readonly Visitor[],
): Promise<{ organisation: Organisation; secrets: Secrets }> {
  const organisation = Organisation.parse(parse(await readFile(join(EXAMPLES, 'organisation.yaml'), 'utf8')))
  const file = join(surroundings.folder, 'organisation.yaml')
  const secretsFile = join(surroundings.folder, 'secrets.json')
  const changed = {
    ...organisation,
    people: [...organisation.people, ...visitors],
    webhooks: [{ client: 'erp', url: webhookUrl }],
    // The copy lies in another folder.
    policy: join(packageRoot(), 'policy/small-company.yaml'),
  }
  await writeFile(file, stringify(changed, { aliasDuplicateObjects: false }))
  const { code, output } = await runCommand(surroundings, 'init', file, '--json', secretsFile)
  if (code !== 0) throw new Error(`countersign init ended with ${code}: ${output}`)
  return { organisation, secrets: Secrets.parse(JSON.parse(await readFile(secretsFile, 'utf8'))) }
}

/** `countersign keys`, as whoever runs the signer hands it to whoever runs the ERP. */
export async function readThumbprints(surroundings: Surroundings): Promise<string[]> {
  const { code, output } = await runCommand(surroundings, 'keys')
  if (code !== 0) throw new Error(`countersign keys ended with ${code}: ${output}`)
  return Keys.parse(JSON.parse(output)).thumbprints
}
