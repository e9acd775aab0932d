import type { AttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { runToEnd } from './command.ts'
import { initialise, type Service, type ServiceOptions } from './service.ts'
import { openTopology, type ProcessName, type Topology } from './topology.ts'

export const PROCESSES: readonly ProcessName[] = ['signer', 'worker', 'api']

export interface ProductionOptions {
  /** PEM: whose security keys are accepted. */
  readonly roots: string
  readonly keyMaker: AttestationRoot
  readonly organisation?: NonNullable<ServiceOptions['organisation']>
}

export interface Production {
  readonly topology: Topology
  readonly service: Service
}

/** docker-compose.yml as it is, PROFILE=production included, one process of each; nobody has a key yet. */
export async function startProduction({ roots, keyMaker, organisation = {} }: ProductionOptions): Promise<Production> {
  const topology = await openTopology({ roots })
  try {
    const { folder: cwd, env, origin, databaseUrl, stop } = topology
    expect(await runToEnd(['migrate'], { env: env('migrate'), cwd })).toMatchObject({ code: 0 })
    const secrets = await initialise(cwd, env('init'), { organisation: { ...organisation, webhooks: [] } })
    for (const name of PROCESSES) await topology.run(name)
    const output = (): string => topology.running.map((one) => one.output()).join('\n')
    const places = { databaseUrl, temporalAddress: '', origin, dataDir: cwd }
    return { topology, service: { ...places, secrets, keyMaker, output, stop } }
  } catch (error) {
    await topology.close()
    throw error
  }
}
