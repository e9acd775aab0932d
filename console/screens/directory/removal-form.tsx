import { retireAccount, retireContact, type Payee, type PayeeAccount, type PayeeContact } from '../../api/payees.ts'
import { goesToo } from '../../parts/goes-too.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { RemovalEffects } from '../../parts/removal-effects.tsx'
import { useWords } from '../../words/language.tsx'
import { removalWords } from '../../words/removal-words.ts'
import { DateTime } from '../../words/values.tsx'
import { AccountOnFile, ContactOnFile } from './on-file.tsx'
import type { Asks } from './proposal.ts'
import { ProposalForm } from './proposal-form.tsx'
import { directoryWords } from './words.ts'

const ONLY_WHY: Asks = { name: false, accounts: 'none', contacts: 'none' }

interface RemovalFormProps {
  readonly payee: Payee
  /** Of the account or the contact that is to go; nothing is shown for one that is not on file. */
  readonly id: string
  readonly onClose: () => void
}

/** Has an account or a contact taken off file, for the reason that is signed with it. */
export function RemovalForm({ payee, id, onClose }: RemovalFormProps) {
  const { titles } = useWords(removalWords)
  const account = payee.accounts.find((one) => one.id === id)
  const contact = payee.contacts.find((one) => one.id === id)
  if (account !== undefined) {
    return (
      <ProposalForm
        title={titles.account}
        asks={ONLY_WHY}
        removes={<AccountGoing payee={payee} account={account} />}
        propose={({ provenance, requestedBy }) => retireAccount(payee.id, id, { provenance, requestedBy })}
        onClose={onClose}
      />
    )
  }
  return contact === undefined ? null : (
    <ProposalForm
      title={titles.contact}
      asks={ONLY_WHY}
      removes={<ContactGoing payee={payee} contact={contact} />}
      propose={({ provenance, requestedBy }) => retireContact(payee.id, id, { provenance, requestedBy })}
      onClose={onClose}
    />
  )
}

function AccountGoing({ payee, account }: { readonly payee: Payee; readonly account: PayeeAccount }) {
  const words = useWords(directoryWords)
  const others = payee.accounts.filter((one) => !goesToo(one, account)).length
  return (
    <div>
      <Facts>
        <Fact name={words.removal.account}>
          <strong>
            <AccountOnFile account={account} />
          </strong>
        </Fact>
        <Fact name={words.since}>
          <DateTime instant={account.activatedAt} />
        </Fact>
        <Fact name={words.removal.others}>{others === 0 ? words.removal.none : words.accountsCount(others)}</Fact>
      </Facts>
      <RemovalEffects going="account" />
    </div>
  )
}

function ContactGoing({ payee, contact }: { readonly payee: Payee; readonly contact: PayeeContact }) {
  const words = useWords(directoryWords)
  const others = payee.contacts.filter((one) => !reachesTheSame(one, contact))
  return (
    <div>
      <Facts>
        <Fact name={words.kinds[contact.kind]}>
          <strong>
            <ContactOnFile contact={contact} />
          </strong>
        </Fact>
        <Fact name={words.since}>
          <DateTime instant={contact.verifiedAt} />
        </Fact>
        <Fact name={words.removal.others}>
          {others.length === 0 ? words.removal.none : words.contactsCount(others.length)}
        </Fact>
      </Facts>
      <RemovalEffects going={contact.kind} phonesLeft={others.filter(({ kind }) => kind === 'phone').length}>
        <p>{words.removal.told}</p>
      </RemovalEffects>
    </div>
  )
}

/** A number or an address that is on file twice goes off file as one. */
function reachesTheSame(one: PayeeContact, going: PayeeContact): boolean {
  if (one.id === going.id) return true
  return one.kind === going.kind && one.value !== null && one.value.toLowerCase() === going.value?.toLowerCase()
}
