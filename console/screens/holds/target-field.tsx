import { NativeSelect, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { counterpartiesQuery } from '../../api/directory.ts'
import type { HoldScope } from '../../api/holds.ts'
import { organisationQuery } from '../../api/installation.ts'
import { OrderField } from '../../parts/order-field.tsx'
import { PersonField } from '../../parts/person-field.tsx'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { holdsWords } from './words.ts'

export type NamedScope = Exclude<HoldScope, 'everything'>

interface TargetFieldProps {
  readonly scope: NamedScope
  readonly value: string | null
  readonly error: string | null
  readonly onChange: (target: string | null) => void
}

export function TargetField({ scope, ...field }: TargetFieldProps) {
  const words = useWords(holdsWords)
  const { channels } = useWords(subjectWords)
  const { data: organisation } = useQuery(organisationQuery)
  const named = {
    label: words.targets[scope],
    description: words.covers[scope],
    placeholder: words.find,
    nothing: words.nothing,
  }
  switch (scope) {
    case 'order':
      return <OrderField {...field} {...named} description={words.orderHint} />
    case 'person':
      return <PersonField {...field} {...named} />
    case 'counterparty':
      return <CounterpartyField {...field} {...named} />
    case 'channel':
      return (
        <Choice {...field} {...named} options={Object.entries(channels).map(([value, label]) => ({ value, label }))} />
      )
    case 'entity': {
      const options = (organisation?.entities ?? []).map(({ id, name }) => ({ value: id, label: name }))
      return <Choice {...field} {...named} options={options} />
    }
  }
}

interface FieldProps extends Omit<TargetFieldProps, 'scope'> {
  readonly label: string
  readonly description: string
  readonly placeholder: string
  readonly nothing: string
}

function Choice({
  options,
  value,
  onChange,
  ...field
}: FieldProps & { readonly options: { value: string; label: string }[] }) {
  const words = useWords(holdsWords)
  const { label, description, error } = field
  return (
    <NativeSelect
      label={label}
      description={description}
      error={error}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
      data={[{ value: '', label: words.choose }, ...options]}
    />
  )
}

function CounterpartyField({ nothing, ...field }: FieldProps) {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim().slice(0, 100), 250)
  const { data } = useQuery({ ...counterpartiesQuery(asked), placeholderData: keepPreviousData })
  return (
    <Select
      {...field}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={nothing}
      // The service has searched already; in more than what is shown.
      filter={({ options }) => options}
      data={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
