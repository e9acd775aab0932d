import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { createAttestationRoot } from '../../src/sandbox/attestation-root.ts'
import { holdPort } from '../../src/embedded/free-port.ts'
import { passedOn, runCommand, runProgram, type Command, type Environment } from '../support/command.ts'
import { goAlong } from '../support/going-along.ts'
import { BY_ERP, invoiceFrom, readFrom, type Invoice } from '../support/invoices.ts'
import { openOffice, type Office } from '../support/office.ts'
import { expectLogVerifies } from '../support/oracle.ts'
import { policyYaml, SUPPLIER } from '../support/organisation.ts'
import { completeHonestly, payHonestly } from '../support/paying.ts'
import { initialise, originOf, type Service, type ServiceOptions } from '../support/service.ts'
import { until } from '../support/until.ts'
import { childOf, expectAllGone, processTree } from './process-tree.ts'

const ROOT = join(import.meta.dirname, '../..')
/** Longer than a stop and a start, so that time passes for an order while nothing runs. */
const COOLING_OFF = 'PT12S'

jest.setTimeout(180_000)

/**
 * One installation from its first start to its last, as on somebody's machine: nothing configured, PostgreSQL and
 * Temporal as child processes. Each test goes on where the one before it left off.
 */
describe('countersign start, with nothing but a folder', () => {
  let folder: string
  let dataDir: string
  let env: Environment
  let running: Command
  let office: Office

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-lifecycle-'))
    // Started as root, PostgreSQL runs as another account, which must pass through to its own files.
    await chmod(folder, 0o711)
    dataDir = join(folder, 'data')
    env = { ...passedOn(), DATA_DIR: dataDir, LOG_LEVEL: 'warn', WEBHOOK_ALLOW_NETS: '127.0.0.0/8' }
    office = await openOffice({ policyYaml: policyYaml({ coolingOff: COOLING_OFF }) }, firstStart)
  }, 240_000)
  afterAll(async () => {
    await office?.close()
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  /** As the README says it, but for the build. */
  async function firstStart(options: ServiceOptions): Promise<Service> {
    const keyMaker = await createAttestationRoot()
    running = runProgram('npm', ['start', '--ignore-scripts'], { env, cwd: ROOT })
    const origin = await originOf(running)
    const secrets = await initialise(folder, env, options).catch(async (error: unknown) => {
      await running.stop()
      throw error
    })
    const nowhere = { databaseUrl: '', temporalAddress: '' }
    return { ...nowhere, origin, secrets, dataDir, keyMaker, output: () => running.output(), stop: stopRunning }
  }

  async function stopRunning(): Promise<void> {
    const tree = await processTree(running.pid)
    await running.stop()
    await expectAllGone(tree)
  }

  async function startAgain(): Promise<void> {
    running = runCommand(['start'], { env, cwd: folder })
    // The address that people's keys, their bookmarks and the ERP know.
    expect(await originOf(running)).toBe(office.service.origin)
  }

  /** 30,000 to a vetted payee: two approvals, a callback, a review, and time. */
  async function submit(): Promise<{ id: string; invoice: Invoice }> {
    const invoice = invoiceFrom(SUPPLIER, '30000.00', BY_ERP)
    const { id, requirements } = await office.erp.submit(invoice)
    expect(requirements.map(({ kind }) => kind).toSorted()).toEqual(['approval', 'callback', 'cooling_off', 'review'])
    return { id, invoice }
  }

  async function answeredBy(
    names: readonly string[],
    { id, invoice }: { id: string; invoice: Invoice },
  ): Promise<void> {
    const truth = readFrom(invoice)
    const people = names.map((name) => office.person(name))
    expect(await goAlong({ type: 'order', id }, { people, invoice: truth, callee: truth })).toEqual([])
  }

  /** Whoever signs before the stop, and whoever comes after it. */
  const [early, late] = [
    ['ben', 'dan'],
    ['ivy', 'eve'],
  ]

  async function waitsForTimeAlone(orderId: string): Promise<void> {
    const { state, requirements } = await office.erp.read(orderId)
    expect(state).toBe('awaiting_evidence')
    expect(requirements.filter(({ status }) => status === 'waiting').map(({ kind }) => kind)).toEqual(['cooling_off'])
  }

  async function publicKeys(): Promise<string[]> {
    const paths = ['/.well-known/jwks.json', '/v1/log/key']
    return Promise.all(paths.map(async (path) => (await fetch(office.service.origin + path)).text()))
  }

  async function releasesOf(orderId: string): Promise<number> {
    const isRelease = (event: { type: string; data: { orderId?: string | undefined } }): boolean =>
      event.type === 'payment_order.released' && event.data.orderId === orderId
    return (await office.erp.events()).filter(isRelease).length
  }

  it('says that it is the demo, and says once where it is ready', async () => {
    const lines = running.output().split('\n')
    expect(lines).toContain('PROFILE is not set: this is the demo profile. Nothing here moves real money.')
    expect(lines.filter((line) => line === `countersign ready at ${office.service.origin}`)).toHaveLength(1)
    expect((await stat(dataDir)).mode & 0o007).toBe(0)
    expect((await stat(join(dataDir, 'runtime.json'))).mode & 0o777).toBe(0o600)
  })

  it('pays an honest invoice', async () => {
    await payHonestly(office, invoiceFrom(SUPPLIER, '1250.00', BY_ERP))
  })

  it('refuses a second start on the same folder, with the reason, and goes on', async () => {
    const second = runCommand(['start'], { env, cwd: folder })
    expect(await second.ended).toEqual({ code: 1, signal: null })
    expect(second.output()).toMatch(/data is in use by the running process \d+\. Stop that process, or set DATA_DIR/)
    expect((await fetch(`${office.service.origin}/readyz`)).status).toBe(200)
  })

  it('refuses a port that is taken before it touches anything, and names the setting', async () => {
    const { port } = new URL(office.service.origin)
    const untouched = join(folder, 'other')
    const second = runCommand(['start'], { env: { ...env, DATA_DIR: untouched, PORT: port }, cwd: folder })
    expect(await second.ended).toEqual({ code: 1, signal: null })
    expect(second.output()).toContain(`PORT: port ${port} of 127.0.0.1 cannot be listened on`)
    expect(second.output()).not.toContain('starting PostgreSQL')
    expect((await fetch(`${office.service.origin}/readyz`)).status).toBe(200)
  })

  it.each(['worker', 'signer', 'api'])('starts its %s again when that is killed', async (name) => {
    const own = new RegExp(`countersign\\.js ${name}$`)
    const { pid } = await childOf(running.pid, own)
    process.kill(pid, 'SIGKILL')
    await running.says(new RegExp(`${name} ended \\(SIGKILL\\) and is started again`))
    // Nobody takes its place meanwhile.
    expect(await holdPort(Number(new URL(office.service.origin).port))).toBeNull()
    const ready = async (): Promise<true | undefined> => {
      const again = await childOf(running.pid, own).catch(() => null)
      if (again === null || again.pid === pid) return undefined
      const answer = await fetch(`${office.service.origin}/readyz`).catch(() => null)
      return answer?.status === 200 ? true : undefined
    }
    await until(`the ${name} being back`, ready)
  })

  it('stops everything in order on Ctrl-C, and finishes afterwards what was waiting', async () => {
    const [cooling, partial] = [await submit(), await submit()]
    await answeredBy(early, partial)
    await answeredBy([...early, ...late], cooling)
    await waitsForTimeAlone(cooling.id)
    const keys = await publicKeys()

    const tree = await processTree(running.pid)
    // npm, a shell and the service; PostgreSQL and Temporal, each with its guard; our three.
    expect(tree.length).toBeGreaterThanOrEqual(8)
    // The terminal signals all of them at once, and some versions of npm pass the same signal on.
    process.kill(-running.pid, 'SIGINT')
    process.kill(-running.pid, 'SIGINT')
    await running.ended
    await expectAllGone(tree)
    expect(running.output()).toContain('stopping …')
    expect(existsSync(join(dataDir, 'postgres/data/postmaster.pid'))).toBe(false)
    expect(existsSync(join(dataDir, 'runtime.json'))).toBe(false)

    await startAgain()
    expect(await publicKeys()).toEqual(keys)
    await office.erp.release(cooling.id)
    await completeHonestly(office, partial.id, partial.invoice, { people: late.map(office.person) })
    await expectLogVerifies(office)
  })

  it('leaves nothing alive when it is killed, and recovers', async () => {
    const [cooling, partial] = [await submit(), await submit()]
    await answeredBy(early, partial)
    await answeredBy([...early, ...late], cooling)
    await waitsForTimeAlone(cooling.id)
    const keys = await publicKeys()

    const tree = await processTree(running.pid)
    expect(tree.length).toBeGreaterThanOrEqual(8)
    await running.kill('SIGKILL')
    // At once, as whoever is in a hurry: what was left behind is still going.
    await startAgain()
    await expectAllGone(tree, 5_000)

    expect(await publicKeys()).toEqual(keys)
    await office.erp.release(cooling.id)
    await completeHonestly(office, partial.id, partial.invoice, { people: late.map(office.person) })
    expect([await releasesOf(cooling.id), await releasesOf(partial.id)]).toEqual([1, 1])
    await expectLogVerifies(office)
  })

  it('stops and says why when its database ends, and loses no order with the database of Temporal', async () => {
    const [cooling, partial] = [await submit(), await submit()]
    await answeredBy(early, partial)
    await answeredBy([...early, ...late], cooling)
    await waitsForTimeAlone(cooling.id)

    const tree = await processTree(running.pid)
    const { pid } = await childOf(running.pid, /^\S*postgres -D /)
    process.kill(pid, 'SIGKILL')
    expect(await running.ended).toEqual({ code: 1, signal: null })
    expect(running.output()).toMatch(/PostgreSQL ended by itself \(exit code \d+\)\. .*start again to recover/)
    await expectAllGone(tree)

    const lost = (await readdir(join(dataDir, 'temporal'))).filter((name) => name.startsWith('temporal.db'))
    expect(lost).toContain('temporal.db')
    for (const name of lost) await rm(join(dataDir, 'temporal', name))
    await startAgain()
    await office.erp.release(cooling.id)
    await completeHonestly(office, partial.id, partial.invoice, { people: late.map(office.person) })
    expect([await releasesOf(cooling.id), await releasesOf(partial.id)]).toEqual([1, 1])
  })
})
