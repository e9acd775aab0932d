import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconSearch, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { peopleQuery, type Person } from '../../api/people.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { usePortion } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import classes from './people.module.css'
import { PersonState } from './person-state.tsx'
import { peopleWords } from './words.ts'

/** Whoever is not done yet comes first. */
const ORDER: readonly Person['state'][] = ['pending', 'active', 'left']

export function PersonList() {
  const words = useWords(peopleWords)
  const [typed, setTyped] = useState('')
  const search = typed.trim().toLowerCase()
  const rolesOf = ({ roles }: Person) => roles.map((role) => words.roles[role]).join(', ')
  const list = usePortion(useQuery(peopleQuery), ({ items }) =>
    items
      .filter((one) => [one.name, one.email, rolesOf(one), ...one.groups].join(' ').toLowerCase().includes(search))
      .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name)),
  )
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
        list={list}
        label={words.title}
        keyOf={({ id }) => id}
        empty={
          <EmptyState icon={<IconUsers size={24} />} title={words.empty.title}>
            {words.empty.body}
          </EmptyState>
        }
      >
        {(person) => (
          <RecordLine
            href={`/people/${encodeURIComponent(person.id)}`}
            title={<Name>{person.name}</Name>}
            detail={
              <>
                <Name>{person.email}</Name> · {[rolesOf(person), ...person.groups].join(' · ')}
              </>
            }
            aside={<PersonState state={person.state} />}
          />
        )}
      </Records>
    </Board>
  )
}
