import { Radio, Select, Skeleton, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { counterpartiesQuery, counterpartyQuery } from '../../api/directory.ts'
import type { PayeeAccount } from '../../api/payees.ts'
import { PayeeAccountNumber } from '../../parts/payee-account.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import type { FieldsProps } from './field-props.ts'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

/** Found by name in the directory; the account is chosen by whoever submits, also where its number is hidden. */
export function PayeeOnFile({ draft, errors, change }: FieldsProps) {
  const words = useWords(submitWords).payee
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim().slice(0, 100), 250)
  const { counterpartyId } = draft
  const chosen = useQuery({ ...counterpartyQuery(counterpartyId ?? ''), enabled: counterpartyId !== null })
  const isChosen = chosen.data?.name === search
  const found = useQuery({ ...counterpartiesQuery(isChosen ? '' : search), placeholderData: keepPreviousData })
  const options = new Map((found.data?.items ?? []).map(({ id, name }) => [id, name]))
  if (chosen.data !== undefined) options.set(chosen.data.id, chosen.data.name)
  const error = found.error ?? chosen.error

  return (
    <>
      {error === null ? null : <ProblemNotice error={error} retry={() => void found.refetch()} />}
      <Select
        label={words.search}
        description={words.searchHint}
        required
        withAsterisk
        searchable
        maxDropdownHeight={280}
        nothingFoundMessage={words.nothing}
        value={counterpartyId}
        error={errors.counterpartyId}
        searchValue={typed}
        onSearchChange={setTyped}
        // What fits has been decided by the service.
        filter={({ options: all }) => all}
        data={[...options].map(([value, label]) => ({ value, label }))}
        onChange={(id) => change({ counterpartyId: id, accountId: null })}
      />
      {counterpartyId === null ? null : (
        <Radio.Group
          label={words.account}
          required
          value={draft.accountId}
          error={errors.accountId}
          onChange={(accountId) => change({ accountId })}
        >
          {chosen.isPending ? <Skeleton height={40} mt="xs" /> : null}
          {chosen.data?.accounts.length === 0 ? <Text size="sm">{words.noAccounts}</Text> : null}
          <div className={classes['accounts']}>
            {chosen.data?.accounts.map((account, index) => (
              <Radio
                key={account.id}
                value={account.id}
                label={<AccountChoice account={account} number={index + 1} />}
              />
            ))}
          </div>
        </Radio.Group>
      )}
    </>
  )
}

function AccountChoice({ account, number }: { readonly account: PayeeAccount; readonly number: number }) {
  const words = useWords(submitWords).payee
  return (
    <span className={classes['account']}>
      <span>
        {account.identification === null ? (
          words.accountOf(number)
        ) : (
          <PayeeAccountNumber identification={account.identification} />
        )}
      </span>
      <span className={classes['dim']}>
        {words.onFileSince} <DateTime instant={account.activatedAt} />
      </span>
      {account.identification === null ? <Withheld>{words.masked}</Withheld> : null}
    </span>
  )
}
