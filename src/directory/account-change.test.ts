import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { placeCallback, recordCallbackOutcome } from '../consent/callbacks.ts'
import type { SubjectHead } from '../consent/subject-kind.ts'
import { CountersignError } from '../domain/errors.ts'
import { plus, type Instant } from '../domain/instant.ts'
import type { AccountIdentification } from '../domain/payment.ts'
import { raiseAlarm } from '../holds/alarm.ts'
import { now as readNow } from '../platform/clock.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { kindOf } from '../consent/kind-of.ts'
import { callbackContacts } from './callback-contacts.ts'
import { proposeAccount, proposeCounterparty } from './propose-account-change.ts'
import { payeeFactsAt, payeeOnFile } from './read-payee.ts'
import { AccountsAnswer } from './schema.ts'

const NAME = 'Ateliers du Rhone SAS'
const FIRST: AccountIdentification = { iban: 'FR7699990000420002140001788' }
const SECOND = { iban: 'DE75512108001245126199' }
const NEW_PAYEE = {
  name: 'Nordlicht Werften GmbH',
  provenance: 'Letterhead of 2026-11-02, checked against the trade register',
  accounts: [{ iban: 'DE75512108001245126199' }],
  contacts: [{ kind: 'phone' as const, value: '+49 30 23125 017', timeZone: 'Europe/Berlin' }],
}
const SECOND_ACCOUNT = { account: { iban: 'DE75 5121 0800 1245 1261 99' }, provenance: 'Letter of 2026-11-20' }

describeWithPostgres('a payee on its way into the record', () => {
  let room: ChangeRoom
  beforeEach(async () => {
    room = await openChangeRoom()
  })
  afterEach(() => room.close())

  const lookUp = async (account: AccountIdentification, name = NAME, at?: Instant) => {
    const onFile = await payeeOnFile(room.api, { name, account, counterpartyId: null, elements: {} })
    return { ...onFile, ...payeeFactsAt(onFile, at ?? (await readNow(room.api))) }
  }

  const onboard = async (): Promise<string> => {
    const id = await room.onboardingId()
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    const { counterpartyId } = await lookUp(FIRST)
    return counterpartyId ?? 'none'
  }

  const kinds = (head: SubjectHead) => head.assessment.requirements.map((one) => one.kind).sort()
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error instanceof CountersignError ? error.code : error),
    )

  it('of the file is unknown until the quorum has signed, and then was there from the beginning', async () => {
    const id = await room.onboardingId()
    expect(kinds(await room.head(id))).toEqual(['approval'])
    expect(await lookUp(FIRST)).toMatchObject({
      counterpartyKnown: false,
      accountKnown: false,
      counterpartyId: null,
      accountVersion: 0,
    })
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ben', 'approval')
    expect(await lookUp(FIRST)).toMatchObject({ counterpartyKnown: false, accountKnown: false })

    await room.sign(id, 'ivy', 'approval')
    expect(await room.head(id)).toMatchObject({ state: 'applied' })
    const onFile = await lookUp(FIRST)
    expect(onFile).toMatchObject({
      counterpartyKnown: true,
      accountKnown: true,
      otherAccountsKnown: false,
      accountChangedAt: null,
      accountVersion: 1,
      vettedBy: [id],
    })
    const contacts = await callbackContacts(room.api, { type: 'counterparty', id: onFile.counterpartyId ?? '' })
    expect(contacts.map(({ kind, value, onboarded }) => [kind, value, onboarded])).toEqual([
      ['phone', '+33465710017', true],
      ['email', 'accounts@ateliers.example', true],
    ])
  })

  it('is looked at by a reviewer where somebody denied one like it, or raised an alarm, within the last 30 days', async () => {
    const counterpartyId = await onboard()
    const signals = (head: SubjectHead) => head.assessment.signals.map((found) => found.code)
    const another = (iban: string) =>
      proposeAccount(room.api, room.kinds, room.timeScale, room.caller('kim'), counterpartyId, {
        ...{ account: { iban }, provenance: 'Letter of 2026-11-20' },
      })
    const first = await another(SECOND.iban)
    expect([kinds(first), signals(first)]).toEqual([['approval', 'callback', 'cooling_off'], ['BANK_CHANGE']])
    await room.sign(first.id, 'dan', 'callback', 'deny')
    expect(await room.head(first.id)).toMatchObject({ state: 'denied' })

    const again = await another(SECOND.iban)
    expect(kinds(again)).toEqual(['approval', 'callback', 'cooling_off', 'review'])
    expect(signals(again)).toEqual(expect.arrayContaining(['RESUBMITTED']))
    // The same account for whoever else, and another account for the same payee.
    const elsewhere = await proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), NEW_PAYEE)
    expect(signals(elsewhere)).toContain('RESUBMITTED')
    await sql`update subjects set closed_at = closed_at - interval '31 days' where id = ${first.id}`.execute(room.owner)
    const alarmed = await another('DE02120300000000202051')
    expect(signals(alarmed)).toEqual(['BANK_CHANGE'])
    await transaction(room.worker, (tx) => raiseAlarm(tx, alarmed, room.personId('dan')))
    const afterAlarm = await another('DE02500105170137075030')
    expect([kinds(afterAlarm), signals(afterAlarm)]).toEqual([
      ['approval', 'callback', 'cooling_off', 'review'],
      expect.arrayContaining(['RESUBMITTED']),
    ])
    await sql`update holds set placed_at = placed_at - interval '31 days'`.execute(room.owner)
    expect(signals(await another('DE02100500000054540402'))).toEqual(['BANK_CHANGE'])
  })

  it('takes effect once, however often it is said to', async () => {
    await onboard()
    const id = await room.onboardingId()
    const head = await room.head(id)
    await transaction(room.worker, async (tx) => kindOf(room.kinds, head.type).takeEffect(tx, head, await readNow(tx)))
    const { accountId } = await lookUp(FIRST)
    const counterparty = await room.as('hal').get('/v1/counterparties').expect(200)
    expect(counterparty.body.items).toHaveLength(1)
    const accounts = await room
      .as('hal')
      .get(`/v1/counterparties/${counterparty.body.items[0].id}/accounts`)
      .expect(200)
    expect(AccountsAnswer.parse(accounts.body).items.map((one) => one.id)).toEqual([accountId])
  })

  it('is matched by name and account together', async () => {
    await onboard()
    expect(await lookUp(SECOND)).toMatchObject({
      counterpartyKnown: true,
      accountKnown: false,
      otherAccountsKnown: true,
      accountId: null,
    })
    expect(await lookUp(FIRST, 'Other Company SAS')).toMatchObject({
      counterpartyKnown: false,
      accountKnown: false,
      otherAccountsKnown: false,
      counterpartyId: null,
    })
    expect(await lookUp(FIRST, 'Ateliers du Rhone')).toMatchObject({ accountKnown: false })
  })

  it.each([
    'ATELIERS DU RHONE SAS',
    ' ateliers  du\u00a0rhone sas ',
    '\uff21teliers du Rhone SAS',
    'Ateliers du Rhone \u017faS',
  ])('is known however its name is spelt: %j', async (name) => {
    await onboard()
    expect(await lookUp(FIRST, name)).toMatchObject({ accountKnown: true })
  })

  it('does not go by look-alike letters', async () => {
    await onboard()
    expect(await lookUp(FIRST, '\u0410teliers du Rhone SAS')).toMatchObject({
      counterpartyKnown: false,
      accountKnown: false,
    })
  })

  it('that is new takes a quorum, a review and time, and no call', async () => {
    const head = await proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), NEW_PAYEE)
    expect(kinds(head)).toEqual(['approval', 'cooling_off', 'review'])
    expect(kindOf(room.kinds, head.type).callbackCounterparty(head.content)).toBeNull()

    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'ivy', 'approval')
    expect(await lookUp(SECOND, NEW_PAYEE.name)).toMatchObject({ counterpartyKnown: false })
    await room.sign(head.id, 'eve', 'review')
    const onFile = await lookUp(SECOND, NEW_PAYEE.name)
    expect(onFile).toMatchObject({ accountKnown: true, vettedBy: [head.id] })
    // There was no account it changed from, and the review of where its contact came from stands in for age.
    expect(onFile.accountChangedAt).toBeNull()
    const [contact] = await callbackContacts(room.api, { type: 'counterparty', id: onFile.counterpartyId ?? '' })
    expect(contact).toMatchObject({ value: '+493023125017', onboarded: true })
  })

  it('is not approved by whoever proposed it, with whatever roles', async () => {
    const head = await proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), {
      ...NEW_PAYEE,
      requestedBy: ['ivy@example.com'],
    })
    for (const name of ['kim', 'ivy', 'ben'] as const) await room.sign(head.id, name, 'approval')
    await room.sign(head.id, 'eve', 'review')
    expect(await room.head(head.id)).toMatchObject({ state: 'awaiting_evidence' })
    await room.sign(head.id, 'cfo', 'approval')
    expect(await room.head(head.id)).toMatchObject({ state: 'applied' })
  })

  it('is proposed as new once, and not under a name that is on file', async () => {
    const propose = (name: string) =>
      codeOf(proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), { ...NEW_PAYEE, name }))
    expect(await propose('ATELIERS DU RHONE SAS')).toBe('CHANGE_PENDING')
    await onboard()
    expect(await propose('ateliers du rhone sas')).toBe('COUNTERPARTY_ON_FILE')
    const both = await Promise.all([propose(NEW_PAYEE.name), propose(NEW_PAYEE.name.toUpperCase())])
    expect(new Set(both)).toEqual(new Set(['CHANGE_PENDING', 'done']))
  })

  it('can be proposed again after a denial', async () => {
    const head = await proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), NEW_PAYEE)
    await room.sign(head.id, 'eve', 'review', 'deny')
    expect(await room.head(head.id)).toMatchObject({ state: 'denied' })
    expect(await lookUp(SECOND, NEW_PAYEE.name)).toMatchObject({ counterpartyKnown: false })
    expect(await codeOf(proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), NEW_PAYEE))).toBe(
      'done',
    )
  })

  it('on file gets another account only when it says the ending of that account itself, on a number it had before', async () => {
    const counterpartyId = await onboard()
    const head = await proposeAccount(
      room.api,
      room.kinds,
      room.timeScale,
      room.caller('kim'),
      counterpartyId,
      SECOND_ACCOUNT,
    )
    expect(kinds(head)).toEqual(['approval', 'callback', 'cooling_off'])
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'ivy', 'approval')
    expect(await lookUp(SECOND)).toMatchObject({ accountKnown: false, otherAccountsKnown: true })

    expect(await callAndHear(head, '1788')).toBe(false)
    expect(await callAndHear(head, '6199')).toBe(true)
    await room.sign(head.id, 'dan', 'callback')
    const onFile = await lookUp(SECOND)
    expect(onFile).toMatchObject({ accountKnown: true, counterpartyId, vettedBy: [await room.onboardingId(), head.id] })
    expect(onFile.accountChangedAt).not.toBeNull()
    expect(await lookUp(FIRST)).toMatchObject({ accountKnown: true, accountChangedAt: null })
  })

  it('on file is called about an account even where two changes propose the same, and gets it once', async () => {
    const counterpartyId = await onboard()
    const propose = () =>
      proposeAccount(room.api, room.kinds, room.timeScale, room.caller('kim'), counterpartyId, SECOND_ACCOUNT)
    const heads = [await propose(), await propose()]
    for (const { id } of heads) {
      await room.sign(id, 'ben', 'approval')
      await room.sign(id, 'ivy', 'approval')
      await room.sign(id, 'dan', 'callback')
      expect(await room.head(id)).toMatchObject({ state: 'applied' })
    }
    const { body } = await room.as('hal').get(`/v1/counterparties/${counterpartyId}/accounts`).expect(200)
    expect(body.items).toHaveLength(2)
    expect(await lookUp(SECOND)).toMatchObject({ vettedBy: [await room.onboardingId(), heads[0]?.id] })
    expect(await codeOf(propose())).toBe('ACCOUNT_ON_FILE')
  })

  it('can come on file once more with the bank that took over its own', async () => {
    const counterpartyId = await onboard()
    const iban = 'FR7699990000420002140001788'
    const propose = (account: object) =>
      proposeAccount(room.api, room.kinds, room.timeScale, room.caller('kim'), counterpartyId, {
        account: { ...account },
        provenance: 'Letter of 2026-11-20',
      })
    expect(await codeOf(propose({ iban }))).toBe('ACCOUNT_ON_FILE')
    const elements = { 'IntrmyAgt1/FinInstnId/BICFI': 'XMPLGB2L' }
    const head = await propose({ iban, elements })
    expect(JSON.stringify(head.content)).toContain('XMPLGB2L')
    expect(await codeOf(propose({ other: { id: '12345678', country: 'US' } }))).toBe('BANK_REQUIRED')
  })

  it('waits out cooling-off', async () => {
    const slow = await openChangeRoom({ timeScale: 1 })
    try {
      const head = await proposeCounterparty(slow.api, slow.kinds, slow.timeScale, slow.caller('kim'), NEW_PAYEE)
      await slow.sign(head.id, 'ben', 'approval')
      await slow.sign(head.id, 'ivy', 'approval')
      await slow.sign(head.id, 'eve', 'review')
      expect(await slow.head(head.id)).toMatchObject({ state: 'awaiting_evidence' })
    } finally {
      await slow.close()
    }
  })

  async function callAndHear(head: SubjectHead, accountLast4: string): Promise<boolean | null> {
    const requirement = head.assessment.requirements.find((one) => one.kind === 'callback')
    const call = {
      callerId: room.personId('dan'),
      keyState: 'active' as const,
      requirementId: requirement?.id ?? '',
      offeredNumber: null,
    }
    const { callback, contact } = await placeCallback(room.api, room.kinds, call)
    expect(contact.value).toBe('+33465710017')
    const startedAt = await readNow(room.api)
    const outcome = {
      outcome: 'confirmed',
      stated: { accountLast4 },
      startedAt,
      endedAt: plus(startedAt, 1),
      direction: 'outbound',
      notes: null,
    } as const
    const request = { callbackId: callback.id, callerId: call.callerId, keyState: call.keyState, outcome }
    const recorded = await recordCallbackOutcome(room.api, room.kinds, async () => undefined, request)
    return recorded.statedMatched
  }
})
