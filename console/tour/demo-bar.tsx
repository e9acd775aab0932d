import { Anchor, Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { peopleQuery } from '../api/people.ts'
import { sessionQuery } from '../api/session.ts'
import { keyFailure } from '../parts/key-failure.ts'
import { keyWords } from '../parts/key-words.ts'
import { partWords } from '../parts/part-words.ts'
import { tellProblem } from '../parts/tell-problem.ts'
import { useWords } from '../words/language.tsx'
import { Name } from '../words/values.tsx'
import { useBecome } from './use-cast.ts'
import { tourWords } from './words.ts'

/** In the demo one person is everybody: who they are now, and who else they can sign in as. */
export function DemoBar() {
  const words = useWords(tourWords)
  const keys = useWords(keyWords)
  const problems = useWords(partWords)
  // Only what is known already: it stands on the sign-in screen too, where asking would be answered with a refusal.
  const session = useQuery({ ...sessionQuery, enabled: false }).data ?? null
  const people = useQuery({ ...peopleQuery, enabled: session !== null }).data?.items ?? []
  const become = useBecome()
  const others = people.filter(({ id, state }) => state === 'active' && id !== session?.person.id)

  function signInAs(email: string) {
    become.mutate(
      { email, path: null },
      {
        onError(error) {
          const failure = keyFailure(error)
          const { title, body } = failure === null ? tellProblem(problems, error) : keys[failure]
          notifications.show({ color: 'red', title, message: body })
        },
      },
    )
  }

  return (
    <>
      {' · '}
      <Anchor component={Link} href="/tour" inherit underline="always">
        {words.title}
      </Anchor>
      {session === null ? null : (
        <>
          {' · '}
          <Menu position="bottom" shadow="md">
            <Menu.Target>
              <Button size="compact-xs" variant="default" loading={become.isPending}>
                {words.you(session.person.name)}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>
                {words.switchTo} {words.switchHint}
              </Menu.Label>
              {others.map(({ id, name, email }) => (
                <Menu.Item key={id} onClick={() => signInAs(email)}>
                  <Name>{name}</Name>
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        </>
      )}
    </>
  )
}
