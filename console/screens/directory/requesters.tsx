import { MultiSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { peopleQuery } from '../../api/people.ts'
import { useSession } from '../../app/session.tsx'
import { useWords } from '../../words/language.tsx'
import { directoryWords } from './words.ts'

interface RequestersProps {
  readonly value: readonly string[]
  readonly error: string | undefined
  readonly onChange: (ids: string[]) => void
}

/** Who else had a part in it, and so may not sign it. */
export function Requesters({ value, error, onChange }: RequestersProps) {
  const { propose: words } = useWords(directoryWords)
  const { person: me } = useSession()
  const { data } = useQuery(peopleQuery)
  return (
    <MultiSelect
      label={words.requestedBy}
      description={words.requestedByHint}
      searchable
      limit={50}
      maxValues={20}
      nothingFoundMessage={words.nobody}
      value={[...value]}
      error={error}
      onChange={onChange}
      data={(data?.items ?? [])
        .filter(({ id, state }) => state !== 'left' && id !== me.id)
        .map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
    />
  )
}
