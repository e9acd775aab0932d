import { describeWithPostgres } from '../../test/support/database.ts'
import { openChangeRoom, type ChangeRoom } from '../../test/support/change-room.ts'
import { placeCallback } from '../consent/callbacks.ts'
import { toAccountChange } from './account-change.ts'
import { callbackContacts } from './callback-contacts.ts'
import { contactAddresses } from './contact-addresses.ts'
import { proposeAccount, proposeCounterparty } from './propose-account-change.ts'
import { proposeContactChange } from './propose-contact-change.ts'

const NUMBER = {
  kind: 'phone' as const,
  value: '+33 4 65 71 00 99',
  timeZone: 'Europe/Paris',
  provenance: 'Mail of 2026-11-20',
}

describeWithPostgres('a contact on its way into the record', () => {
  let room: ChangeRoom
  let counterpartyId: string
  beforeEach(async () => {
    room = await openChangeRoom()
    const id = await room.onboardingId()
    await room.sign(id, 'ben', 'approval')
    await room.sign(id, 'ivy', 'approval')
    const { body } = await room.as('hal').get('/v1/counterparties')
    counterpartyId = body.items[0].id
  })
  afterEach(() => room.close())

  const propose = () =>
    proposeContactChange(room.api, room.kinds, room.timeScale, room.caller('kim'), counterpartyId, NUMBER)
  const numbers = async () =>
    (await callbackContacts(room.api, { type: 'counterparty', id: counterpartyId })).map((contact) => contact.value)
  const contactMails = async () =>
    (await room.outbox('mail')).filter((mail) => mail.template?.startsWith('contact-change'))

  it('takes two people, neither of whom proposed it', async () => {
    const head = await propose()
    expect(head.assessment.requirements).toMatchObject([{ kind: 'approval', group: 'treasury', quorum: 2 }])
    await room.sign(head.id, 'kim', 'approval')
    await room.sign(head.id, 'ben', 'approval')
    expect(await numbers()).not.toContain('+33465710099')
    await room.sign(head.id, 'ivy', 'approval')
    expect(await numbers()).toEqual(['+33465710017', 'accounts@ateliers.example', '+33465710099'])
    expect(await room.head(head.id)).toMatchObject({ state: 'applied' })
  })

  it('shows whoever signs the contacts it would stand beside', async () => {
    const { content } = await propose()
    expect(content).toMatchObject({
      provenance: NUMBER.provenance,
      contact: { kind: 'phone', value: '+33465710099' },
      contactsOnFile: [{ value: '+33465710017' }, { value: 'accounts@ateliers.example' }],
    })
  })

  it('is told to the contacts that were there before, when it is proposed and when it applies', async () => {
    const head = await propose()
    const contacts = await callbackContacts(room.api, { type: 'counterparty', id: counterpartyId })
    const address = contacts.find((contact) => contact.kind === 'email')
    const told = { personIds: [], data: { counterpartyId, contactIds: [address?.id] } }
    expect(await contactMails()).toMatchObject([{ template: 'contact-change-proposed', ...told }])
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'ivy', 'approval')
    const mails = await contactMails()
    expect(mails).toMatchObject([
      { template: 'contact-change-proposed' },
      { template: 'contact-change-applied', ...told },
    ])
    expect(JSON.stringify(mails)).not.toContain('ateliers.example')
    expect(await contactAddresses(room.worker, [address?.id ?? ''])).toEqual(['accounts@ateliers.example'])
  })

  it('is told to our own security group where the payee has no address', async () => {
    const body = {
      name: 'Nordlicht Werften GmbH',
      provenance: 'Register',
      accounts: [{ iban: 'DE75512108001245126199' }],
      contacts: [{ kind: 'phone' as const, value: '+493023125017', timeZone: 'Europe/Berlin' }],
    }
    const proposed = await proposeCounterparty(room.api, room.kinds, room.timeScale, room.caller('kim'), body)
    await room.sign(proposed.id, 'ben', 'approval')
    await room.sign(proposed.id, 'ivy', 'approval')
    await room.sign(proposed.id, 'eve', 'review')
    const id = toAccountChange(proposed.content).counterparties[0]?.id ?? 'none'
    await room.as('kim').post(`/v1/counterparties/${id}/contacts`, NUMBER).expect(201)
    expect(await contactMails()).toMatchObject([
      {
        template: 'contact-change-proposed',
        personIds: [room.personId('fay')],
        data: { counterpartyId: id, contactIds: [] },
      },
    ])
  })

  it('is too new to be called, when it is the only one left and when it is asked for', async () => {
    const head = await propose()
    await room.sign(head.id, 'ben', 'approval')
    await room.sign(head.id, 'ivy', 'approval')
    const account = { account: { iban: 'DE75512108001245126199' }, provenance: 'Letter' }
    const change = await proposeAccount(
      room.api,
      room.kinds,
      room.timeScale,
      room.caller('kim'),
      counterpartyId,
      account,
    )
    const requirementId = change.assessment.requirements.find((one) => one.kind === 'callback')?.id ?? ''
    const call = { callerId: room.personId('dan'), keyState: 'active' as const, requirementId }
    await expect(
      placeCallback(room.api, room.kinds, { ...call, offeredNumber: '+33 4 65 71 00 99' }),
    ).rejects.toMatchObject({ code: 'CONTACT_TOO_NEW' })
    const { contact } = await placeCallback(room.api, room.kinds, { ...call, offeredNumber: null })
    expect(contact.value).toBe('+33465710017')
  })

  it('is not one that is there already', async () => {
    await room
      .as('kim')
      .post(`/v1/counterparties/${counterpartyId}/contacts`, { ...NUMBER, value: '+33 4 65 71 00 17' })
      .expect(422)
      .expect(/CONTACT_ON_FILE/)
    const mail = { kind: 'email', value: 'Accounts@Ateliers.example', timeZone: 'Europe/Paris', provenance: 'x' }
    await room
      .as('kim')
      .post(`/v1/counterparties/${counterpartyId}/contacts`, mail)
      .expect(422)
      .expect(/CONTACT_ON_FILE/)
  })
})
