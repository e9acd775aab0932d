import { Text } from '@mantine/core'
import type { PayeeAccount } from '../../api/payees.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './directory.module.css'
import { EntryHead } from './entry-head.tsx'
import { AccountOnFile } from './on-file.tsx'
import { VettedBy } from './provenance.tsx'
import { directoryWords } from './words.ts'

interface AccountsProps {
  readonly accounts: readonly PayeeAccount[]
  /** Null for who may not propose it. */
  readonly onRemove: ((accountId: string) => void) | null
}

export function Accounts({ accounts, onRemove }: AccountsProps) {
  const words = useWords(directoryWords)
  if (accounts.length === 0) return <Text size="sm">{words.noAccounts}</Text>
  return (
    <ul className={classes['entries']}>
      {accounts.map((account) => (
        <li key={account.id}>
          <EntryHead onRemove={onRemove === null ? null : () => onRemove(account.id)}>
            <AccountOnFile account={account} />
          </EntryHead>
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
