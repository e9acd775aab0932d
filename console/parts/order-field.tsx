import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { subjectsQuery } from '../api/subjects.ts'
import { orderOptions } from './order-options.ts'

interface OrderFieldProps {
  readonly label: string
  readonly description: string
  readonly placeholder: string
  readonly nothing: string
  readonly value: string | null
  readonly error?: string | null
  readonly onChange: (id: string | null) => void
}

/** A payment that still waits, found by payee, number or reference; any other by its whole id. Never by amount. */
export function OrderField({ nothing, error = null, value, ...field }: OrderFieldProps) {
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim().slice(0, 100), 250)
  const list = useInfiniteQuery({
    ...subjectsQuery({ view: 'waiting', type: 'order', search: asked }),
    placeholderData: keepPreviousData,
  })
  const found = list.data?.pages[0]?.items ?? []
  return (
    <Select
      {...field}
      value={value}
      error={error}
      searchable
      clearable
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={nothing}
      // The service has searched already; in more than what is shown.
      filter={({ options }) => options}
      data={orderOptions(found, [value, search.trim()])}
    />
  )
}
