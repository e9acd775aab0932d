/** Somebody with the database has the caller, who is honest and careful, ring a number of theirs. */
import { reaches } from '../../support/erp.ts'
import { goAlong } from '../../support/going-along.ts'
import { withDatabase, type Intruder } from '../../support/intruder.ts'
import { BY_ERP, invoiceFrom, readFrom, strangerCalled } from '../../support/invoices.ts'
import type { Office } from '../../support/office.ts'
import { SUPPLIER } from '../../support/organisation.ts'
import { payHonestly } from '../../support/paying.ts'
import type { Attack, Scenario } from './scenario.ts'
import { refusedBySigner } from './tampering.ts'

const OWN_PHONE = '+33799887766'

/** New bank details of a supplier on file, of which everybody but the caller is deceived. */
async function newDetails(office: Office, plant: (intruder: Intruder) => Promise<unknown>): Promise<Attack> {
  const invoice = invoiceFrom({ ...strangerCalled(SUPPLIER.name), name: SUPPLIER.name }, '48000.00', BY_ERP)
  const truth = readFrom(invoice)
  const { id } = await office.erp.submit(invoice)
  await goAlong({ type: 'order', id }, { people: office.everyoneBut('dan'), invoice: truth, callee: null })
  return withDatabase(office, async (intruder) => {
    await intruder.run('CREATE TABLE contacts_before AS SELECT * FROM contacts')
    try {
      await plant(intruder)
      const dan = office.person('dan')
      const requirement = (await office.erp.read(id)).requirements.find(({ kind }) => kind === 'callback')?.id ?? ''
      const { contact } = await dan.openCallback(requirement)
      if (contact.number !== OWN_PHONE) throw new Error(`The caller was shown ${contact.number}`)
      // Whoever answers at that number has sent the invoice.
      await goAlong({ type: 'order', id }, { people: [dan], invoice: truth, callee: truth })
      await reaches(office.erp, id, 'approved')
      return await refusedBySigner(office, id)
    } finally {
      await intruder.run('DELETE FROM contacts')
      await intruder.run('INSERT INTO contacts SELECT * FROM contacts_before')
      await intruder.run('DROP TABLE contacts_before')
    }
  })
}

/** The supplier has indeed changed banks, and says so at the number on file. */
const twin: Scenario['twin'] = (office) =>
  payHonestly(office, invoiceFrom({ ...strangerCalled(SUPPLIER.name), name: SUPPLIER.name }, '48000.00', BY_ERP))

export const contactChanged: Scenario = {
  number: 46,
  title: 'writes a number of their own over the one that is on file for the supplier',
  attack: (office) =>
    newDetails(office, (intruder) =>
      intruder.run('UPDATE contacts SET value = $1 WHERE value = $2', OWN_PHONE, SUPPLIER.phone),
    ),
  twin,
}

export const contactPlanted: Scenario = {
  number: 46,
  title: 'puts a number of their own beside it, older and checked at set-up, as the record says',
  attack: (office) =>
    newDetails(office, async (intruder) => {
      const [row] = await intruder.run('SELECT id, verified_at FROM contacts WHERE value = $1', SUPPLIER.phone)
      const long = new Date(Date.parse(String(row?.['verified_at'])) - 400 * 86_400_000).toISOString()
      await intruder.copy('contacts', String(row?.['id']), {
        id: 'con_01JPLANTED',
        value: OWN_PHONE,
        verified_at: long,
        onboarded: true,
      })
    }),
  twin,
}
