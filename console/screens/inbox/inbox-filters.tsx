import { Kbd, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState, type Ref } from 'react'
import type { SubjectFilter } from '../../api/subjects.ts'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import classes from './inbox.module.css'
import { inboxWords } from './words.ts'

interface InboxFiltersProps {
  readonly filter: SubjectFilter
  readonly onChange: (changed: Partial<SubjectFilter>) => void
  readonly searchRef: Ref<HTMLInputElement>
}

export function InboxFilters({ filter, onChange, searchRef }: InboxFiltersProps) {
  const words = useWords(inboxWords)
  const { types } = useWords(subjectWords)
  const [typed, setTyped] = useState(filter.search)
  const send = useDebouncedCallback((search: string) => onChange({ search }), 250)
  const [sent, setSent] = useState(filter.search)
  if (sent !== filter.search) {
    setSent(filter.search)
    // Changed from elsewhere: by going back, or by clearing it.
    if (typed.trim() !== filter.search) setTyped(filter.search)
  }

  return (
    <search className={classes['filters']}>
      <TextInput
        ref={searchRef}
        type="search"
        className={classes['search'] ?? ''}
        aria-label={words.searchLabel}
        placeholder={words.search}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd className={classes['kbd'] ?? ''}>/</Kbd>}
        maxLength={100}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          send(value.trim())
        }}
      />
      <NativeSelect
        aria-label={words.type}
        className={classes['type'] ?? ''}
        value={filter.type ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ type: value === '' ? null : value })}
        data={[
          { value: '', label: words.anyType },
          ...Object.entries(types).map(([value, label]) => ({ value, label })),
        ]}
      />
    </search>
  )
}
