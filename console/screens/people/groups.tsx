import { useQuery } from '@tanstack/react-query'
import { IconUsers } from '@tabler/icons-react'
import { Fragment } from 'react'
import { Link } from 'wouter'
import { groupsQuery } from '../../api/staff.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { usePortion } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import classes from './people.module.css'
import { peopleWords } from './words.ts'

export function Groups() {
  const words = useWords(peopleWords)
  const personName = usePersonName()
  const list = usePortion(useQuery(groupsQuery), ({ items }) => items)
  return (
    <Board>
      <Records
        list={list}
        label={words.tabs.groups}
        keyOf={({ id }) => id}
        empty={
          <EmptyState icon={<IconUsers size={24} />} title={words.noneGroups.title}>
            {words.noneGroups.body}
          </EmptyState>
        }
      >
        {({ id, members }) => (
          <RecordLine
            title={<Name>{id}</Name>}
            detail={
              members.length === 0
                ? words.noMembers
                : members.map((member, index) => (
                    <Fragment key={member}>
                      {index === 0 ? null : ', '}
                      <Link href={`/people/${encodeURIComponent(member)}`} className={classes['member']}>
                        <Name>{personName(member)}</Name>
                      </Link>
                    </Fragment>
                  ))
            }
            aside={words.members(members.length)}
          />
        )}
      </Records>
    </Board>
  )
}
