import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { peopleQuery } from '../api/people.ts'

interface PersonFieldProps {
  readonly label: string
  readonly description?: string
  readonly placeholder: string
  readonly nothing: string
  readonly value: string | null
  readonly error: string | null
  readonly onChange: (id: string | null) => void
}

/** Somebody on file, found by name or address. */
export function PersonField({ nothing, error, ...field }: PersonFieldProps) {
  const { data } = useQuery(peopleQuery)
  const people = (data?.items ?? []).filter(({ state }) => state !== 'left')
  return (
    <Select
      {...field}
      searchable
      clearable
      limit={50}
      nothingFoundMessage={nothing}
      error={error}
      data={people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
    />
  )
}
