import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { IconAddressBook, IconSearch, IconSearchOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import { payeesQuery, proposePayee, type Payee } from '../../api/payees.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { portionOf } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import classes from './directory.module.css'
import { ProposalForm } from './proposal-form.tsx'
import { directoryWords } from './words.ts'

/** `/directory`, `/directory?propose`. */
export function Screen() {
  const words = useWords(directoryWords)
  const [query, setQuery] = useSearchParams()
  const isProposing = query.has('propose')
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start">
        <div>
          <PageHeading>{words.title}</PageHeading>
          <Text className={classes['lead'] ?? ''}>{words.lead}</Text>
        </div>
        {isProposing ? null : (
          <Button variant="default" onClick={() => setQuery({ propose: '' })}>
            {words.propose.payee}
          </Button>
        )}
      </Group>
      {isProposing ? (
        <ProposalForm
          title={words.propose.payee}
          asks={{ name: true, accounts: 'some', contacts: 'any' }}
          propose={({ name, accounts, contacts, ...rest }) => proposePayee({ name, accounts, contacts, ...rest })}
          onClose={() => setQuery({})}
        />
      ) : null}
      <PayeeList />
    </Stack>
  )
}

function PayeeList() {
  const words = useWords(directoryWords)
  const [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed.trim(), 250)
  const list = useInfiniteQuery({ ...payeesQuery(search), placeholderData: keepPreviousData })
  const empty = words.empty[search === '' ? 'none' : 'search']
  return (
    <Board
      filters={
        <TextInput
          type="search"
          className={classes['search'] ?? ''}
          aria-label={words.search}
          placeholder={words.search}
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={100}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      }
    >
      <Records
        list={portionOf(list, (page) => page.items)}
        label={words.payees}
        keyOf={({ id }) => id}
        empty={
          <EmptyState
            icon={search === '' ? <IconAddressBook size={24} /> : <IconSearchOff size={24} />}
            title={empty.title}
          >
            {empty.body}
          </EmptyState>
        }
      >
        {(payee) => <PayeeLine payee={payee} />}
      </Records>
    </Board>
  )
}

function PayeeLine({ payee }: { readonly payee: Payee }) {
  const words = useWords(directoryWords)
  return (
    <RecordLine
      href={`/directory/${encodeURIComponent(payee.id)}`}
      title={<Name>{payee.name}</Name>}
      detail={payee.id}
      aside={
        <>
          <span>{words.accountsCount(payee.accounts.length)}</span>
          <span>{words.contactsCount(payee.contacts.length)}</span>
        </>
      }
    />
  )
}
