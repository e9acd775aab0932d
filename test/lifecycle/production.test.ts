import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { createAttestationRoot, type AttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { createSoftwareKey } from '../../src/sandbox/software-key.ts'
import { runToEnd } from '../support/command.ts'
import { createErp } from '../support/erp.ts'
import { BY_ERP, invoiceFrom } from '../support/invoices.ts'
import { makerRoot } from '../support/maker-root.ts'
import { SUPPLIER } from '../support/organisation.ts'
import { useInvitation } from '../support/people.ts'
import { PROCESSES, startProduction } from '../support/production.ts'
import { describeWithService, type Service } from '../support/service.ts'
import { asSuperuser, type Topology } from '../support/topology.ts'

jest.setTimeout(120_000)

/**
 * docker-compose.yml as it is, PROFILE=production included. No payment is taken to its end here: production takes only
 * keys that a maker attests, and none of those is in this machine. That is the last thing asked.
 */
describeWithService('countersign as docker-compose.yml runs it, in production', () => {
  let topology: Topology
  let service: Service
  let softwareMaker: AttestationRoot

  beforeAll(async () => {
    softwareMaker = await createAttestationRoot()
    ;({ topology, service } = await startProduction({ roots: await makerRoot(), keyMaker: softwareMaker }))
  }, 180_000)
  afterAll(() => topology?.close(), 60_000)

  it.each(PROCESSES)('starts its %s, which becomes ready', async (name) => {
    const [probes = ''] = topology.metricsOf(name)
    const answer = await fetch(`${probes}/readyz`)
    expect(await answer.json()).toMatchObject({ status: 'ready', parts: { database: 'ok' } })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['api', ['ATTESTATION_ROOTS', 'KEYRING', 'PUBLIC_ORIGIN', 'TEMPORAL_ADDRESS']],
    ['worker', ['ATTESTATION_ROOTS', 'KEYRING', 'PUBLIC_ORIGIN', 'TEMPORAL_ADDRESS']],
    // It has neither keyring nor Temporal, and is not asked for them.
    ['signer', ['ATTESTATION_ROOTS', 'PUBLIC_ORIGIN']],
  ] as const)('does not start its %s with what production refuses, and names each', async (name, refused) => {
    const roots = join(topology.folder, 'software-roots.pem')
    await writeFile(roots, softwareMaker.pem)
    const unfit = { ATTESTATION_ROOTS: roots, KEYRING: '', PUBLIC_ORIGIN: 'http://approve.example.com', RP_ID: '' }
    const env = { ...topology.env(name), ...unfit, TEMPORAL_ADDRESS: '' }
    const { code, output } = await runToEnd([name], { env, cwd: topology.folder })
    expect(code).toBe(1)
    const named = [...output.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, setting]) => setting)
    expect(named.toSorted()).toEqual(refused)
    expect(output).toMatch(/ATTESTATION_ROOTS: .*is a root for tests/)
  })

  it('takes no software key, so that nobody can sign what the ERP submits', async () => {
    const key = await createSoftwareKey({ root: softwareMaker })
    const answer = await useInvitation(service, 'fay@example.com', key)
    expect(() => answer.body()).toThrow(expect.objectContaining({ status: 403, code: 'ATTESTATION' }))

    const submitted: unknown = await createErp(service, 'erp')
      .submit(invoiceFrom(SUPPLIER, '64000.00', BY_ERP))
      .catch((error: unknown) => error)
    expect(submitted).toMatchObject({ state: 'awaiting_evidence' })
    const count = 'SELECT (SELECT count(*) FROM keys)::int AS keys, (SELECT count(*) FROM releases)::int AS releases'
    const { rows } = await asSuperuser(topology.databaseUrl, (client) => client.query(count))
    expect(rows).toEqual([{ keys: 0, releases: 0 }])
  })
})
