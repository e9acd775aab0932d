import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { runToEnd, type Environment } from './command.ts'
import { ORGANISATION, POLICY } from './organisation.ts'

/** What `init --json` writes. */
const Secrets = z.object({
  people: z.record(z.string(), z.object({ id: z.string(), enrolment: z.string() })),
  clients: z.record(z.string(), z.object({ secret: z.string() })),
  webhooks: z.record(z.string(), z.object({ secret: z.string() })),
})
export type Secrets = z.infer<typeof Secrets>

type Members = Readonly<Record<string, unknown>>

export interface SetUp {
  /** Merged over the default organisation; lists replace lists. */
  readonly organisation?: Members
  readonly policyYaml?: string
}

/** Writes the organisation's files and sets it up in the database of `env`, or of the service that runs there. */
export async function initialise(
  folder: string,
  env: Environment,
  { organisation = {}, policyYaml = POLICY }: SetUp,
): Promise<Secrets> {
  await writeFile(
    join(folder, 'organisation.yaml'),
    stringify(merge(ORGANISATION, organisation), { aliasDuplicateObjects: false }),
  )
  await writeFile(join(folder, 'policy.yaml'), policyYaml)
  const args = ['init', join(folder, 'organisation.yaml'), '--json', join(folder, 'secrets.json')]
  const { code, output } = await runToEnd(args, { env, cwd: folder })
  if (code !== 0) throw new Error(`countersign init ended with ${code}:\n${output}`)
  return Secrets.parse(JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8')))
}

/** Members of objects one by one; everything else, lists too, as a whole. */
function merge(base: unknown, over: unknown): unknown {
  if (!isMembers(base) || !isMembers(over)) return over
  const merged = Object.entries(over).map(([name, value]) => [name, name in base ? merge(base[name], value) : value])
  return { ...base, ...(Object.fromEntries(merged) as Members) }
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
