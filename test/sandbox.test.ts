import { createErp, reaches } from './support/erp.ts'
import { runToEnd, passedOn } from './support/command.ts'
import { BY_ERP, fromCfo, invoiceFrom } from './support/invoices.ts'
import { ORGANISATION, SUPPLIER, policyYaml } from './support/organisation.ts'
import { refusalOf } from './attacks/scenarios/scenario.ts'
import { describeWithService, startService, type Service } from './support/service.ts'
import { until } from './support/until.ts'

/** Everybody but the auditor and the administrators is played by the service. */
const AUTOMATIC = ORGANISATION.people.map((person) => ({
  ...person,
  automatic: !person.roles.some((role) => role === 'auditor' || role === 'administrator'),
}))

describeWithService('The sandbox, as an integrator sees it', () => {
  let service: Service
  const erp = () => createErp(service, 'erp')

  beforeAll(async () => {
    service = await startService({
      organisation: { people: AUTOMATIC },
      policyYaml: policyYaml({ expire: 'PT25S' }),
      env: { PROFILE: 'sandbox', ATTESTATION_ROOTS: '' },
    })
    await until('everybody automatic having enrolled', async () => {
      const probe = invoiceFrom(SUPPLIER, '11.00', fromCfo('email'))
      return erp()
        .submit(probe)
        .then(
          () => true as const,
          () => undefined,
        )
    })
  }, 240_000)
  afterAll(() => service.stop(), 60_000)

  it('approves an order by itself, with keys, a callback and a review, and says whose profile it was', async () => {
    const { id } = await erp().submit(invoiceFrom(SUPPLIER, '48000.00', fromCfo('video')))
    const token = await erp().release(id)
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as { iss: string }
    expect(claims.iss).toBe(`${service.origin}/sandbox`)
    const { evidence } = await erp().read(id)
    const kinds = evidence.filter(({ decision }) => decision !== 'deny').map(({ kind }) => kind)
    expect(kinds.sort()).toEqual(['approval', 'approval', 'callback', 'instructor_confirmation', 'review'])
  }, 120_000)

  it.each([
    ['SANDBOX-DENY', 'denied'],
    ['SANDBOX-EXPIRE', 'expired'],
  ])(
    'answers %s with an order that is %s',
    async (word, state) => {
      const invoice = invoiceFrom(SUPPLIER, '1250.00', BY_ERP, { reference: `INV ${word}` })
      const { id } = await erp().submit(invoice)
      const order = await until(state, async () => {
        const found = await erp().read(id)
        return found.state === state ? found : undefined
      })
      expect(await refusalOf(erp().token(order.id))).not.toBe('accepted')
    },
    120_000,
  )

  it('answers SANDBOX-HOLD with an order that is complete, held and not released', async () => {
    const { id } = await erp().submit(invoiceFrom(SUPPLIER, '1260.00', BY_ERP, { reference: 'SANDBOX-HOLD' }))
    const order = await reaches(erp(), id, 'approved')
    expect(order.holds).toMatchObject([{ scope: 'order' }])
    expect(await refusalOf(erp().token(id))).toBe('409 HELD')
  }, 120_000)

  it('answers SANDBOX-SUSPICIOUS with a call that stops the order', async () => {
    const invoice = invoiceFrom(SUPPLIER, '31000.00', fromCfo('voice'), { reference: 'SANDBOX-SUSPICIOUS' })
    const { id } = await erp().submit(invoice)
    const held = await until('the order being held', async () => {
      const found = await erp().read(id)
      return found.holds.length > 0 ? found : undefined
    })
    expect(held.state).not.toBe('released')
  }, 120_000)
})

describeWithService('Automatic people', () => {
  it('are refused by every profile but the sandbox, when set up and when run', async () => {
    const people = { organisation: { people: AUTOMATIC } }
    await expect(startService({ ...people, env: { PROFILE: 'demo' } })).rejects.toThrow(/automatic.*sandbox alone/s)
    const env = { ...passedOn(), PROFILE: 'demo', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const { code, output } = await runToEnd(['sandbox'], { env, cwd: '/' })
    expect(code).toBe(1)
    expect(output).toContain('PROFILE=sandbox alone')
  }, 120_000)
})
