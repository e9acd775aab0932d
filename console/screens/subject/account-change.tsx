import { useQuery } from '@tanstack/react-query'
import { accountsOnFileQuery } from '../../api/decisions.ts'
import { characterDifference } from '../../decision/character-difference.ts'
import { MarkedAccount } from '../../decision/marked-account.tsx'
import { readPresentedAccount, type PresentedAccount } from '../../decision/presented-order.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { formatDateTime } from '../../words/format.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { AccountNumber, Name } from '../../words/values.tsx'
import { Bank } from './bank.tsx'
import { ContactValue } from './contact-value.tsx'
import type { Proposal } from './proposal.ts'
import type { ProposedPayee } from './proposed-payee.ts'
import classes from './subject.module.css'
import { subjectScreenWords } from './words.ts'

/** Accounts that come on file. */
export function AccountChange({ proposal }: { readonly proposal: Extract<Proposal, { payeeIsOnFile: boolean }> }) {
  const words = useWords(subjectScreenWords).account
  return (
    <>
      {proposal.payees.map((payee) => (
        <div key={payee.id} className={classes['payee']}>
          <Payee payee={payee} isNew={proposal.action === 'onboard'} />
        </div>
      ))}
      <p className={classes['text']}>{proposal.payeeIsOnFile ? words.callback : words.noCallback}</p>
    </>
  )
}

function Payee({ payee, isNew }: { readonly payee: ProposedPayee; readonly isNew: boolean }) {
  const words = useWords(subjectScreenWords).account
  return (
    <Facts>
      <Fact name={words.payee}>
        <strong className={classes['strong']}>
          <Name>{payee.name}</Name>
        </strong>
      </Fact>
      {isNew ? (
        <Fact name={words.new}>
          {payee.accounts.length === 0 ? words.none : null}
          {payee.accounts.map((account) => (
            <span key={JSON.stringify(account)} className={classes['account']}>
              <AccountNumber value={account.number} /> <Bank account={account} />
            </span>
          ))}
        </Fact>
      ) : (
        <OldAndNew payee={payee} />
      )}
      {payee.provenance === null ? null : (
        <Fact name={words.provenance}>
          <LongText>{payee.provenance}</LongText>
        </Fact>
      )}
      {payee.contacts.length === 0 ? null : (
        <Fact name={words.contacts}>
          <ul className={classes['list']}>
            {payee.contacts.map((contact) => (
              <li key={contact.value}>
                <ContactValue contact={contact} />
              </li>
            ))}
          </ul>
          <span className={classes['dim']}>{words.contactsHint}</span>
        </Fact>
      )}
    </Facts>
  )
}

/** The new account with every character marked in which it is not the one that came on file last. */
function OldAndNew({ payee }: { readonly payee: ProposedPayee }) {
  const words = useWords(subjectScreenWords).account
  const { locale } = useLanguage()
  const { data } = useQuery(accountsOnFileQuery(payee.id))
  const [account] = payee.accounts
  const newest = [...(data?.items ?? [])]
    .filter((one) => !isSameAccount(readPresentedAccount(one.identification), account))
    .sort((a, b) => (a.activatedAt < b.activatedAt ? 1 : -1))
    .at(0)
  const old = newest === undefined ? null : readPresentedAccount(newest.identification)
  const [now, before] =
    account === undefined ? [[], []] : characterDifference(account.number, old?.number ?? account.number)
  return (
    <>
      <Fact name={words.new}>
        {account === undefined ? (
          words.none
        ) : (
          <>
            <MarkedAccount stretches={now} />
            <Bank account={account} />
          </>
        )}
      </Fact>
      <Fact name={words.old}>
        {data === undefined ? null : newest === undefined ? (
          words.noOld
        ) : old === null || account === undefined ? (
          words.oldHidden(formatDateTime(locale, newest.activatedAt))
        ) : (
          <>
            <MarkedAccount stretches={before} />
            <Bank account={old} />
          </>
        )}
      </Fact>
    </>
  )
}

function isSameAccount(one: PresentedAccount | null, other: PresentedAccount | undefined): boolean {
  return one !== null && JSON.stringify(one) === JSON.stringify(other)
}
