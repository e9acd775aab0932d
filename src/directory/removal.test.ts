import { sql } from 'kysely'
import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { kindOf } from '../consent/kind-of.ts'
import { SubjectView } from '../consent/schema.ts'
import { transaction } from '../platform/postgres/transaction.ts'
import { now as readNow } from '../platform/clock.ts'
import { callbackContacts } from './callback-contacts.ts'
import { offFile } from './off-file.ts'
import { contactAddresses } from './contact-addresses.ts'
import { payeeOnFile } from './read-payee.ts'
import type { CounterpartyDetail } from './schema.ts'

const FIRST = { iban: 'FR7699990000420002140001788' }
const SECOND = { iban: 'DE75512108001245126199' }
const WHY = { provenance: 'The payee called from a number on file: its phone was taken over' }

describeWithPostgres('What goes off file', () => {
  let room: ChangeRoom
  let payee: CounterpartyDetail
  beforeEach(async () => {
    room = await openChangeRoom()
    const id = await room.onboardingId()
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    payee = (await room.as('hal').get('/v1/counterparties')).body.items[0]
  })
  afterEach(async () => {
    expect(room.faults).toEqual([])
    await room.close()
  })

  const account = () => `/v1/counterparties/${payee.id}/accounts/${payee.accounts[0]?.id}`
  const contact = (kind: 'phone' | 'email') =>
    `/v1/counterparties/${payee.id}/contacts/${payee.contacts.find((one) => one.kind === kind)?.id}`
  const propose = async (path: string): Promise<string> => {
    const { body } = await room.as('kim').post(`${path}/retire`, WHY).expect(201)
    return SubjectView.parse(body).id
  }
  const remove = async (path: string): Promise<string> => {
    const id = await propose(path)
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    return id
  }
  const lookUp = (identification: { iban: string }) =>
    payeeOnFile(room.api, { name: payee.name, account: identification, counterpartyId: null, elements: {} })
  const numbers = async () =>
    (await callbackContacts(room.api, { type: 'counterparty', id: payee.id })).map((one) => one.value)
  const retirements = async () => {
    const { rows } = await sql<{ body: string }>`
      select body from log_entries where body like '%directory.retired%' order by entry_id`.execute(room.owner)
    return rows.map(({ body }) => JSON.parse(body) as { accounts: string[]; contacts: string[] })
  }
  const mails = async () => (await room.outbox('mail')).filter((one) => one.template?.startsWith('contact-removal'))

  it('is proposed by directory editors, and signed by a quorum of others who call nobody and wait for nothing', async () => {
    for (const name of ['ana', 'ben', 'dan', 'fay', 'hal'] as const) {
      await room.as(name).post(`${account()}/retire`, WHY).expect(403).expect(/ROLE/)
      await room
        .as(name)
        .post(`${contact('phone')}/retire`, WHY)
        .expect(403)
    }
    const id = await propose(account())
    const { type, content, assessment } = await room.head(id)
    expect([type, assessment.signals]).toEqual(['account-change', []])
    expect(assessment.requirements).toMatchObject([{ kind: 'approval', group: 'treasury', quorum: 2 }])
    expect(content).toMatchObject({
      action: 'retire_account',
      counterparties: [{ id: payee.id, accounts: [{ id: payee.accounts[0]?.id, identification: FIRST }] }],
    })
    await room.sign(id, 'kim', 'approval')
    await room.sign(id, 'ben', 'approval')
    expect(await lookUp(FIRST)).toMatchObject({ accountKnown: true })
    await room.sign(id, 'ivy', 'approval')
    expect(await room.head(id)).toMatchObject({ state: 'applied' })
  })

  it('of an account makes it unknown, and stays with its payee as it was vetted', async () => {
    await remove(account())
    expect(await lookUp(FIRST)).toMatchObject({ counterpartyKnown: true, accountKnown: false, accountVersion: 0 })
    // "It was closed, here is the new one" is a change of account, not a payee that never had one.
    for (const account of [FIRST, SECOND]) expect(await lookUp(account)).toMatchObject({ otherAccountsKnown: true })
    expect((await room.as('hal').get(`/v1/counterparties/${payee.id}`)).body).toMatchObject({
      accounts: [],
      contacts: [{ kind: 'phone' }, { kind: 'email' }],
    })
    expect(await retirements()).toMatchObject([{ accounts: [payee.accounts[0]?.id], contacts: [] }])
  })

  it('is not there to go twice', async () => {
    const again = await propose(account())
    await remove(account())
    await room
      .as('kim')
      .post(`${account()}/retire`, WHY)
      .expect(404)
      .expect(/NOT_FOUND/)
    await room.sign(again, 'ben', 'approval')
    await room.sign(again, 'ivy', 'approval')
    expect(await room.head(again)).toMatchObject({ state: 'applied' })
    expect(await retirements()).toHaveLength(1)
  })

  it('comes back as what was never there: by a change of its own, with a call, time and a reviewer', async () => {
    await remove(account())
    const { body } = await room
      .as('kim')
      .post(`/v1/counterparties/${payee.id}/accounts`, { account: FIRST, provenance: 'Letter' })
      .expect(201)
    const { id, signals, requirements } = SubjectView.parse(body)
    expect(signals.map((one) => one.code)).toEqual(['BANK_CHANGE', 'RESUBMITTED'])
    expect(requirements.map((one) => one.kind).sort()).toEqual(['approval', 'callback', 'cooling_off', 'review'])
    for (const [name, kind] of [
      ['ben', 'approval'],
      ['ivy', 'approval'],
      ['dan', 'callback'],
      ['eve', 'review'],
    ] as const)
      await room.sign(id, name, kind)
    await room.settle(id)
    const back = await lookUp(FIRST)
    expect(back).toMatchObject({ accountKnown: true })
    expect([back.accountId === payee.accounts[0]?.id, back.accountAddedAt === null]).toEqual([false, false])
  })

  it('takes along what signatures put on file as the same account beside it', async () => {
    const add = () =>
      room.as('kim').post(`/v1/counterparties/${payee.id}/accounts`, { account: SECOND, provenance: 'Letter' })
    // Both proposed before either is on file: the first that is signed stays, the other is signed for nothing.
    const proposals = [(await add()).body.id as string, (await add()).body.id as string]
    for (const id of proposals) {
      await room.sign(id, 'ben', 'approval')
      await room.sign(id, 'ivy', 'approval')
      await room.sign(id, 'dan', 'callback')
      await room.settle(id)
    }
    const { accountId } = await lookUp(SECOND)
    await remove(`/v1/counterparties/${payee.id}/accounts/${accountId}`)
    const named = await Promise.all(
      proposals.map(async (id) => {
        const { content } = await room.head(id)
        return (content as unknown as { counterparties: { accounts: { id: string }[] }[] }).counterparties
      }),
    )
    const ids = named.flatMap((one) => one.flatMap(({ accounts }) => accounts.map(({ id }) => id)))
    expect((await retirements())[0]?.accounts).toEqual([...ids].sort())
    expect((await offFile(room.api, ids)).map(({ id }) => id)).toEqual([...ids].sort())
    expect(await lookUp(FIRST)).toMatchObject({ accountKnown: true })
  })

  it('does not come back by what was proposed before it went', async () => {
    const ofAccount = { account: SECOND, provenance: 'Letter' }
    const ofContact = { kind: 'phone', value: '+33 4 65 71 00 99', timeZone: 'Europe/Paris', provenance: 'Letter' }
    const add = async (path: string, body: object): Promise<string> =>
      (await room.as('kim').post(`/v1/counterparties/${payee.id}/${path}`, body).expect(201)).body.id
    const accounts = [await add('accounts', ofAccount), await add('accounts', ofAccount)]
    const contacts = [await add('contacts', ofContact), await add('contacts', ofContact)]
    const signAll = async (id: string, isAccount: boolean): Promise<void> => {
      await room.sign(id, 'ben', 'approval')
      await room.sign(id, 'ivy', 'approval')
      if (isAccount) await room.sign(id, 'dan', 'callback')
      await room.settle(id)
      expect(await room.head(id)).toMatchObject({ state: 'applied' })
    }
    await signAll(accounts[0] ?? '', true)
    await signAll(contacts[0] ?? '', false)
    const { body } = await room.as('hal').get(`/v1/counterparties/${payee.id}`)
    const onFile = body as CounterpartyDetail
    const { accountId } = await lookUp(SECOND)
    await remove(`/v1/counterparties/${payee.id}/accounts/${accountId}`)
    const phone = onFile.contacts.find(({ value }) => value === '+33465710099')
    await remove(`/v1/counterparties/${payee.id}/contacts/${phone?.id}`)
    await signAll(accounts[1] ?? '', true)
    await signAll(contacts[1] ?? '', false)
    expect(await lookUp(SECOND)).toMatchObject({ accountKnown: false })
    expect(await numbers()).not.toContain('+33465710099')
    // Nor by somebody who puts it there by hand: the log says of what they were signed for under that it is off file.
    const { rows } = await sql<{ id: string }>`
      select coalesce(content #>> '{contact,id}', content #>> '{counterparties,0,accounts,0,id}') as id
        from subject_versions where subject_id in (${accounts[1]}, ${contacts[1]})`.execute(room.owner)
    const ids = rows.map(({ id }) => id).sort()
    expect((await offFile(room.api, ids)).map(({ id }) => id)).toEqual(ids)
  })

  it('of a contact is called no more, under whichever id its number is there; the others are', async () => {
    const { body } = await room.as('kim').post(`/v1/counterparties/${payee.id}/contacts`, {
      ...{ kind: 'phone', value: '+33 4 65 71 00 99', timeZone: 'Europe/Paris', provenance: 'Letter' },
    })
    await room.sign(body.id, 'ben', 'approval')
    await room.sign(body.id, 'ivy', 'approval')
    // As two proposals for one number, both of them signed, leave it.
    await sql`
      insert into contacts (id, owner_type, owner_id, version, kind, value, provenance, verified_at, time_zone, vetted_by,
                            onboarded, created_at)
        select 'con_twin', owner_type, owner_id, version, kind, value, provenance, verified_at, time_zone, vetted_by,
               onboarded, created_at
          from contacts where value = '+33465710017'`.execute(room.owner)
    const id = await propose(contact('phone'))
    expect((await room.head(id)).content).toMatchObject({
      contact: { value: '+33465710017' },
      contactsOnFile: [{ value: 'accounts@ateliers.example' }, { value: '+33465710099' }],
    })
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    expect(await numbers()).toEqual(['accounts@ateliers.example', '+33465710099'])
    const gone = payee.contacts.find((one) => one.kind === 'phone')?.id
    expect(await retirements()).toMatchObject([{ accounts: [], contacts: [gone, 'con_twin'].sort() }])
  })

  it('is told to every address that there was, to its own when it is one, and to our own security group', async () => {
    const address = payee.contacts.find((one) => one.kind === 'email')?.id ?? ''
    const told = { personIds: [room.personId('fay')], data: { counterpartyId: payee.id, contactIds: [address] } }
    const id = await propose(contact('email'))
    expect(await mails()).toMatchObject([{ template: 'contact-removal-proposed', ...told }])
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    expect(await mails()).toMatchObject([{}, { template: 'contact-removal-applied', ...told }])
    expect(await contactAddresses(room.worker, [address])).toEqual(['accounts@ateliers.example'])
    // Now nobody is left to tell but ourselves.
    await propose(contact('phone'))
    expect((await mails()).at(-1)).toMatchObject({ personIds: [room.personId('fay')], data: { contactIds: [] } })
  })

  it('goes while its payee is held, and while everything is, but not on the signature of somebody held', async () => {
    const id = await propose(account())
    await room.sign(id, 'ben', 'approval')
    for (const hold of [
      { scope: 'counterparty', target: payee.id },
      { scope: 'everything', target: '*' },
      { scope: 'person', target: room.personId('ben') },
    ])
      await room
        .as('ivy')
        .post('/v1/holds', { ...hold, reason: 'Their phone is in wrong hands' })
        .expect(201)
    await room.sign(id, 'ivy', 'approval')
    expect(await room.head(id)).toMatchObject({ state: 'awaiting_evidence' })
    await sql`update holds set lifted_at = countersign_now(), lifted_by = 'chg_1' where scope = 'person'`.execute(
      room.owner,
    )
    await room.settle(id)
    expect(await room.head(id)).toMatchObject({ state: 'applied' })
  })

  it('keeps the account from whoever approves it, as every change of accounts does', async () => {
    const id = await propose(account())
    const { content } = await room.head(id)
    const kind = kindOf(room.kinds, 'account-change')
    expect(kind.title(content, false)).toBe(`Take an account of ${payee.name} off file, ending 1788`)
    const seen = JSON.stringify([kind.title(content, true), kind.blindContent(content)])
    expect(seen).not.toMatch(/1788|FR76|wrong hands|taken over/)
  })

  it('puts nothing on file, whatever else it says', async () => {
    const head = await room.head(await propose(account()))
    const counterparties = [
      {
        ...{ id: payee.id, name: payee.name, provenance: 'x' },
        accounts: [{ id: 'acc_planted', version: '1', identification: SECOND }],
        contacts: [
          { id: 'con_planted', kind: 'phone', value: '+33799887766', timeZone: 'Europe/Paris', verifiedAt: '' },
        ],
      },
    ]
    for (const action of ['retire_account', 'retire_contact', 'add_contact', 'onboarding', null]) {
      for (const type of ['account-change', 'contact-change'] as const) {
        if (action === 'add_contact' && type === 'contact-change') continue
        const contact = counterparties[0]?.contacts[0] ?? {}
        const content = { ...head.content, action, counterparties, counterparty: { id: payee.id, name: '' }, contact }
        const effect = transaction(room.worker, async (tx) =>
          kindOf(room.kinds, type).takeEffect(tx, { ...head, type, content }, await readNow(tx)),
        )
        await effect.catch((error: unknown) => expect(error).toBeInstanceOf(TypeError))
      }
    }
    expect(await lookUp(SECOND)).toMatchObject({ accountKnown: false })
    expect(await numbers()).toEqual(['+33465710017', 'accounts@ateliers.example'])
    expect(await lookUp(FIRST)).toMatchObject({ accountKnown: true })
  })

  it('takes nothing but what was shown: not the account of another payee, and not several', async () => {
    const head = await room.head(await propose(account()))
    const [{ accounts, ...shown }] = head.content['counterparties'] as unknown as [{ accounts: object[] }]
    const attempts = [
      [{ ...shown, id: 'cpt_other', accounts }],
      [{ ...shown, accounts: accounts.map((one) => ({ ...one, identification: SECOND })) }],
      [{ ...shown, accounts: [...accounts, ...accounts] }],
      [
        { ...shown, accounts },
        { ...shown, accounts },
      ],
    ]
    for (const counterparties of attempts) {
      const content = { ...head.content, counterparties } as unknown as typeof head.content
      await transaction(room.worker, async (tx) =>
        kindOf(room.kinds, 'account-change').takeEffect(tx, { ...head, content }, await readNow(tx)),
      )
      expect(await lookUp(FIRST)).toMatchObject({ accountKnown: true })
    }
    expect(await retirements()).toEqual([])
  })

  it('takes along the same account with its bank named, by which it could still be paid', async () => {
    await sql`
      insert into external_accounts (id, counterparty_id, version, identification, account_key, state, vetted_by,
                                     onboarded, activated_at)
        select 'acc_bic', counterparty_id, 1, identification || '{"bic": "EXMPFRPP"}', 'with its bank', state, vetted_by,
               onboarded, activated_at
          from external_accounts`.execute(room.owner)
    await remove(account())
    expect(await lookUp(FIRST)).toMatchObject({ accountKnown: false })
    expect((await retirements())[0]?.accounts).toContain('acc_bic')
  })

  it.each([
    ['accounts', 'acc_none'],
    ['accounts', 'con_none'],
    ['accounts', '%20'],
    ['contacts', 'con_none'],
    ['contacts', 'acc_none'],
  ])('is no %s/%s', async (what, id) => {
    await room
      .as('kim')
      .post(`/v1/counterparties/${payee.id}/${what}/${id}/retire`, WHY)
      .expect(404)
      .expect(/NOT_FOUND/)
    await room.as('kim').post(`/v1/counterparties/cpt_none/${what}/${id}/retire`, WHY).expect(404)
  })

  it('is proposed by a client for people whom it names, with a reason', async () => {
    await room
      .as('client:erp')
      .post(`${account()}/retire`, WHY)
      .expect(422)
      .expect(/REQUESTER_UNKNOWN/)
    await room
      .as('kim')
      .post(`${account()}/retire`, {})
      .expect(422)
      .expect(/provenance/)
    await room
      .as('client:shop')
      .post(`${account()}/retire`, { ...WHY, requestedBy: ['ANA1'] })
      .expect(403)
    await room
      .as('client:erp')
      .post(`${account()}/retire`, { ...WHY, requestedBy: ['ANA1'] })
      .expect(201)
  })
})
