import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { createErp, type Erp } from '../../src/sandbox/rest-erp.ts'
import { enrolPerson, type Person } from '../../src/sandbox/rest-person.ts'
import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { freePort } from '../../src/embedded/free-port.ts'
import { COMMAND, passedOn, runProgram, runToEnd, type Command, type Environment } from '../support/command.ts'
import { openErpEndpoint } from '../support/erp-endpoint.ts'
import { initialise } from '../support/initialise.ts'
import { vetPayees } from '../support/vet-payees.ts'
import { APPROVERS, BENCH_POLICY, companyOf } from './company.ts'

export interface Installation {
  readonly erp: Erp
  readonly approvers: readonly Person[]
  /** Our task queue, and what its histories are encrypted with. */
  readonly folder: string
  readonly worker: Command
  /** The moment at which the ERP was told that an order is released. */
  releasedAt(orderId: string): Promise<number>
  restartWorker(): Promise<void>
  stop(): Promise<void>
}

export interface Servers {
  readonly folder: string
  readonly databaseUrl: string
  readonly temporalAddress: string
  /** Where CPU profiles go. */
  readonly profile: string | null
}

/** One api, one worker, one signer, each a process of its own, and people with keys. */
export async function openInstallation({
  folder,
  databaseUrl,
  temporalAddress,
  profile,
}: Servers): Promise<Installation> {
  const released = createReleases()
  const endpoint = await openErpEndpoint((response, { body }) => {
    released.hear(body)
    response.writeHead(204).end()
  })
  const keyMaker = await createAttestationRoot()
  const port = await freePort()
  const env: Environment = {
    ...passedOn(),
    // As in production, time runs as fast as it does: people are told once in two minutes, not in two seconds.
    PROFILE: 'sandbox',
    PORT: String(port),
    PUBLIC_ORIGIN: `http://localhost:${port}`,
    DATA_DIR: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
    SIGNER_URL: `http://127.0.0.1:${await freePort()}`,
    ATTESTATION_ROOTS: join(folder, 'roots.pem'),
    WEBHOOK_ALLOW_NETS: '127.0.0.0/8',
    // One client stands for all of them.
    CLIENT_REQUESTS_PER_MINUTE: '1000000',
    LOG_LEVEL: 'warn',
  }
  await writeFile(join(folder, 'roots.pem'), keyMaker.pem)
  const migrated = await runToEnd(['migrate'], { env, cwd: folder })
  if (migrated.code !== 0) throw new Error(migrated.output)
  const organisation = companyOf(endpoint.url())
  const secrets = await initialise(folder, env, { organisation, policyYaml: BENCH_POLICY })

  const run = async (name: string): Promise<Command> => {
    const profiling =
      profile === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`]
    const command = runProgram(process.execPath, [...profiling, COMMAND, name], { env, cwd: folder })
    await command.says(new RegExp(`^countersign ${name} ready$`, 'm'))
    return command
  }
  const signer = await run('signer')
  let worker = await run('worker')
  const api = await run('api')

  const site = { origin: env['PUBLIC_ORIGIN'] ?? '' }
  const approvers: Person[] = []
  for (const email of APPROVERS) {
    const invitation = { email, token: secrets.people[email]?.enrolment ?? '' }
    approvers.push(await enrolPerson(site, invitation, await createSoftwareKey({ root: keyMaker })))
  }
  await vetPayees(approvers.slice(0, 2))
  return {
    erp: createErp(site, { clientId: 'erp', secret: secrets.clients['erp']?.secret ?? '' }),
    approvers,
    folder,
    get worker() {
      return worker
    },
    releasedAt: released.at,
    async restartWorker() {
      await worker.kill('SIGKILL')
      worker = await run('worker')
    },
    async stop() {
      await Promise.all([api, worker, signer].map((command) => command.stop()))
      await endpoint.close()
    },
  }
}

/** When the ERP heard of each release. */
function createReleases() {
  const heard = new Map<string, { readonly at: Promise<number>; readonly tell: (at: number) => void }>()
  const about = (orderId: string) => {
    const known = heard.get(orderId)
    if (known !== undefined) return known
    let tell = (_at: number): void => {}
    const fresh = { at: new Promise<number>((resolve) => (tell = resolve)), tell: (at: number) => tell(at) }
    heard.set(orderId, fresh)
    return fresh
  }
  return {
    at: (orderId: string) => about(orderId).at,
    hear(body: string) {
      const { type, data } = JSON.parse(body) as { type: string; data: { orderId: string } }
      if (type === 'payment_order.released') about(data.orderId).tell(performance.now())
    },
  }
}
