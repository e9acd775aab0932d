import { Anchor, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { personQuery, type PersonOnFile } from '../../api/staff.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Withheld } from '../../parts/withheld.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { Changes } from './changes.tsx'
import { Invitation } from './invitation.tsx'
import { KeyList } from './key-list.tsx'
import { Limits } from './limits.tsx'
import classes from './people.module.css'
import { PersonState } from './person-state.tsx'
import { peopleWords } from './words.ts'

/** `/people/:id` */
export function Screen() {
  const words = useWords(peopleWords)
  const { id } = useParams<{ id: string }>()
  const { data: person, error, refetch } = useQuery(personQuery(id))
  return (
    <Stack gap="md" className={classes['page'] ?? ''}>
      <div className={classes['heading']}>
        <Anchor component={Link} href="/people" size="sm">
          {words.back}
        </Anchor>
        <PageHeading>{person?.name ?? words.person}</PageHeading>
      </div>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {person === undefined && error === null ? <Skeleton height={280} radius="md" /> : null}
      {person === undefined ? null : <OnFile person={person} />}
    </Stack>
  )
}

function OnFile({ person }: { readonly person: PersonOnFile }) {
  const words = useWords(peopleWords)
  return (
    <>
      <Sheet title={words.person} aside={<PersonState state={person.state} />}>
        <Facts>
          <Fact name={words.email}>
            <Name>{person.email}</Name>
          </Fact>
          <Fact name={words.role}>{person.roles.map((role) => words.roles[role]).join(', ')}</Fact>
          <Fact name={words.groups}>{person.groups.join(', ') || words.noGroups}</Fact>
          {'externalIds' in person && Object.keys(person.externalIds).length > 0 ? (
            <Fact name={words.externalIds}>
              {Object.entries(person.externalIds).map(([system, value]) => (
                <div key={system}>
                  <Name>{system}</Name>: <Name>{value}</Name>
                </div>
              ))}
            </Fact>
          ) : null}
          <Fact name={words.id}>{person.id}</Fact>
        </Facts>
      </Sheet>
      {'invitable' in person && person.invitable ? <Invitation person={person} /> : null}
      {'keys' in person ? (
        <>
          <Limits limits={person.limits} isApprover={person.roles.includes('approver')} />
          <Sheet title={words.keys}>
            <KeyList keys={person.keys} />
          </Sheet>
        </>
      ) : (
        <Withheld>{words.withheld}</Withheld>
      )}
      <Changes />
    </>
  )
}
