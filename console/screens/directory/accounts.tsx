import { Text } from '@mantine/core'
import type { PayeeAccount } from '../../api/payees.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { PayeeAccountNumber } from '../../parts/payee-account.tsx'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './directory.module.css'
import { VettedBy } from './provenance.tsx'
import { directoryWords } from './words.ts'

export function Accounts({ accounts }: { readonly accounts: readonly PayeeAccount[] }) {
  const words = useWords(directoryWords)
  if (accounts.length === 0) return <Text size="sm">{words.noAccounts}</Text>
  return (
    <ul className={classes['entries']}>
      {accounts.map((account) => (
        <li key={account.id}>
          <div className={classes['number']}>
            {account.identification === null ? (
              <Withheld>{words.masked}</Withheld>
            ) : (
              <PayeeAccountNumber identification={account.identification} />
            )}
          </div>
          <p className={classes['standing']}>
            <span className={classes['active']}>{words.status[account.status]}</span>
            <span>{words.version(account.version)}</span>
            {account.onboarded ? <span>{words.onboarded}</span> : null}
          </p>
          <Facts>
            <Fact name={words.since}>
              <DateTime instant={account.activatedAt} />
            </Fact>
            <Fact name={words.vettedBy}>
              <VettedBy changeId={account.vettedBy} />
            </Fact>
          </Facts>
        </li>
      ))}
    </ul>
  )
}
