import { z } from 'zod'
import { submitEvidence } from '../../workflows/contract.ts'
import { enrol, signIn } from '../support/people.ts'
import { findIn, readHistories, taskQueueOf, withTemporalOf, type KeptWorkflow } from '../support/histories.ts'
import { fromCfo, invoiceFrom, readFrom, strangerCalled } from '../support/invoices.ts'
import { describeWithOffice, type Office } from '../support/office.ts'
import { LANDLORD, SUPPLIER } from '../support/organisation.ts'
import { completeHonestly, payHonestly } from '../support/paying.ts'
import { secretsOf } from '../support/secrets.ts'
import { createSoftwareKey } from '../support/software-key.ts'
import { until } from '../support/until.ts'

const NOTE = 'The chairman wants this settled before the board meets.'
const REASON = 'The supplier knows nothing of this invoice.'

describeWithOffice("What Temporal's histories hold of a day's payments", {}, (office) => {
  let histories: KeptWorkflow[]
  let secrets: string[]

  beforeAll(async () => {
    secrets = await workADay(office())
    histories = await withTemporalOf(office().service, (client) =>
      readHistories(client, office().service, taskQueueOf(office().service)),
    )
  }, 240_000)

  it('is a day with everything in it: enrolments, payments, payees, liftings, decisions and a call', () => {
    const ids = histories.map(({ workflowId }) => workflowId)
    for (const kind of [/^people-enrol-chl_/, /^people-addKey-chl_/, /^people-revokeKey-key_/, /^ord_/, /^chg_/])
      expect(ids).toContainEqual(expect.stringMatching(kind))
    const count = (of: (kept: KeptWorkflow) => number) => histories.reduce((sum, kept) => sum + of(kept), 0)
    expect(histories.length).toBeGreaterThan(12)
    expect(count(({ events }) => events)).toBeGreaterThan(100)
    expect(count(({ sealed }) => sealed.length)).toBeGreaterThan(50)
    expect(count(({ raw }) => raw.length)).toBeGreaterThan(20_000)
  })

  it('is no name, address, account, amount, phone number, reference, reason, secret or token, however it is encoded', () => {
    expect(secrets.length).toBeGreaterThan(60)
    const found = histories.flatMap((kept) => findIn(kept, secrets).map((secret) => `${kept.workflowId}: ${secret}`))
    expect(found).toEqual([])
  })

  it('is ids and codes: every value that we wrote is one', () => {
    const values = histories.flatMap(({ sealed }) => sealed.flatMap((text) => leavesOf(JSON.parse(text || 'null'))))
    expect(values.length).toBeGreaterThan(100)
    const ours = [
      /^(ord|chg|chl|req|per|key)_[0-9a-z]+$/,
      /^(order|account-change|key-change|hold)$/,
      /^(open|closed|active|pending)$/,
      /^(enrol|addKey|revokeKey)$/,
      // Milliseconds to wait.
      /^\d{1,10}$/,
      // A key's fingerprint, SHA-256.
      /^[0-9a-f]{64}$/,
      // A refusal: its code, our own fixed sentence, and where in the code it came from.
      /^NOT_FOUND$/,
      /^There is no such challenge, or you may not see it\.$/,
      /^ApplicationFailure: NOT_FOUND(\n    at .+)+$/,
    ]
    expect(values.filter((value) => !ours.some((form) => form.test(value)))).toEqual([])
  })

  it('is sealed: what is not comes from the SDK and names one of our activities, no more', () => {
    for (const text of histories.flatMap(({ plain }) => plain)) {
      const values = leavesOf(JSON.parse(text || 'null'))
      expect(values.join(' ')).not.toMatch(/(ord|chg|chl|per|key|cpt|acc|con)_[0-9a-z]{8}|@example/)
    }
  })

  it('would be noticed: what somebody plants there is found, whether sealed, in the clear or in base64', async () => {
    const { service } = office()
    const [name, iban] = [SUPPLIER.name, SUPPLIER.account.iban]
    // Nobody works on this queue, so that the service never sees it.
    const taskQueue = `${taskQueueOf(service)}-planted`
    const encoded = `x.${Buffer.from(`{"account":"${iban}"}`).toString('base64url')}`
    const kept = await withTemporalOf(service, async (client) => {
      const plant = (workflowId: string, subjectId: string) =>
        client.workflow.start('consent', { workflowId, taskQueue, args: [{ subjectType: 'order', subjectId }] })
      const planted = [await plant('sealed', name), await plant('base64', encoded), await plant('clear', 'ord_a')]
      // The name of a signal is no payload, and no codec sees it.
      await planted[2]?.signal(name)
      const read = await until('three planted workflows', async () => {
        const found = await readHistories(client, service, taskQueue)
        return found.length === planted.length ? found : undefined
      })
      for (const handle of planted) await handle.terminate()
      return read
    })
    const found = Object.fromEntries(kept.map((one) => [one.workflowId, findIn(one, secrets)]))
    expect(found).toEqual({ sealed: [name], base64: [iban], clear: [name] })
  })
})

/** Everybody does their work, well and otherwise. Answers with what was said that day and is nobody else's business. */
async function workADay(office: Office): Promise<string[]> {
  const { service, erp } = office
  const [ben, ivy] = [office.person('ben'), office.person('ivy')]
  const kim = await enrol(service, 'kim@example.com')
  const cookie = await signIn(service, kim.email, kim.key)
  await kim.addKey(await createSoftwareKey({ root: service.keyMaker }))
  const [, second] = Keys.parse(JSON.parse((await kim.api.get('/v1/keys')).body())).items
  await kim.api.post(`/v1/keys/${second?.id}/revoke`, {})

  const onCamera = invoiceFrom(SUPPLIER, '183746.25', fromCfo('video', NOTE))
  const paid = await payHonestly(office, onCamera)

  const stranger = invoiceFrom(strangerCalled('Kowloon Trading Ltd'), '77123.40', fromCfo('voice', NOTE))
  const denied = await erp.submit(stranger)
  const approval = requirementOf(denied, 'approval')
  const subject = { type: 'order', id: denied.id } as const
  await ben.sign(subject, approval, 'confirm', { blindEntry: readFrom(stranger) })
  await ivy.sign(subject, approval, 'deny', { reason: REASON })

  const routine = invoiceFrom(LANDLORD, '4321.09', { channel: 'erp' })
  const amended = { ...routine, amount: '4322.10' }
  const order = await erp.amend(await erp.submit(routine), { amount: amended.amount })
  await completeHonestly(office, order.id, amended)

  // Somebody with Temporal and the keyring has an answer recorded that nobody gave: refused inside of the workflow.
  const forgone = invoiceFrom(SUPPLIER, '26111.35', fromCfo('email', NOTE))
  const { id, requirements } = await erp.submit(forgone)
  const wanted = requirementOf({ requirements }, 'approval')
  const challenge = await ben.challenge({ type: 'order', id }, wanted, 'confirm', { blindEntry: readFrom(forgone) })
  const options = { args: [challenge.id] as [string], updateId: challenge.id }
  const pressed = withTemporalOf(service, (client) =>
    client.workflow.getHandle(id).executeUpdate(submitEvidence, options),
  )
  await expect(pressed).rejects.toThrow('Update failed')
  await erp.cancel(id)

  const hold = await ben.api.post('/v1/holds', { scope: 'channel', target: 'sms', reason: REASON })
  const { id: holdId } = Id.parse(JSON.parse(hold.body()))
  const { id: liftingId } = Id.parse(
    JSON.parse((await ben.api.post(`/v1/holds/${holdId}/lift`, { reason: REASON })).body()),
  )
  const lifting = { type: 'hold', id: liftingId } as const
  const quorum = requirementOf(await ivy.read(lifting), 'approval')
  for (const person of [ivy, kim]) await person.sign(lifting, quorum, 'confirm')
  expect((await ivy.read(lifting)).state).toBe('applied')

  const report = { email: 'cfo@example.com', channel: 'video', note: NOTE }
  expect((await ben.api.post('/v1/impersonation-reports', report)).status).toBe(201)
  return secretsOf(office, [onCamera, stranger, routine, amended, forgone], [cookie, paid.token], [NOTE, REASON])
}

const Id = z.object({ id: z.string() })
const Keys = z.object({ items: z.array(Id) })

function requirementOf(
  { requirements }: { requirements: readonly { id: string; kind: string }[] },
  kind: string,
): string {
  const found = requirements.find((requirement) => requirement.kind === kind)
  if (found === undefined) throw new TypeError(`Unexpected subject, which asks for no ${kind}`)
  return found.id
}

/** Every string and number in it. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : []
}
