import { Anchor, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { keysQuery } from '../api/keys.ts'
import { peopleQuery } from '../api/people.ts'
import { Fingerprint } from '../parts/fingerprint.tsx'
import { PageHeading } from '../parts/page-heading.tsx'
import { Panel } from '../parts/panel.tsx'
import { useWords } from '../words/language.tsx'
import { Name } from '../words/values.tsx'
import { useSession } from './session.tsx'
import { shellWords } from './shell-words.ts'

/** Instead of every screen that somebody cannot read yet: what they wait for, and who can end it. */
export function Waiting() {
  const { waiting: words } = useWords(shellWords)
  const { person, key } = useSession()
  const own = useQuery(keysQuery).data?.items.find(({ id }) => id === key.id)
  const people = useQuery(peopleQuery).data?.items ?? []
  const others = people.filter(({ id, roles }) => id !== person.id && roles.includes('administrator'))
  return (
    <Stack gap="md" maw="54rem">
      <PageHeading>{words.title}</PageHeading>
      <Text>{words.body}</Text>
      {own === undefined ? null : (
        <Panel title={words.fingerprint}>
          <Fingerprint value={own.fingerprint} />
        </Panel>
      )}
      {others.length === 0 ? null : (
        <Panel title={words.whom}>
          <List>
            {others.map(({ id, name }) => (
              <List.Item key={id}>
                <Name>{name}</Name>
              </List.Item>
            ))}
          </List>
        </Panel>
      )}
      <Anchor component={Link} href="/keys">
        {words.toKeys}
      </Anchor>
    </Stack>
  )
}
