import { Button, CopyButton, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Enrolled as EnrolledKey } from '../../api/enrolment.ts'
import { Door } from '../../parts/door.tsx'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import classes from './enrol.module.css'
import { enrolWords } from './words.ts'

/** What came of it: how the key stands, who has to do what, and what to compare. */
export function Enrolled({ enrolled: { person, key } }: { readonly enrolled: EnrolledKey }) {
  const words = useWords(enrolWords)
  const waitsForOther = key.state === 'pending' && person.roles.includes('administrator')
  return (
    <Door>
      <Stack gap="lg">
        <div>
          <PageHeading>{words.done}</PageHeading>
          <Text className={classes['dim'] ?? ''}>
            <Name>{person.name}</Name>, {person.email}
          </Text>
        </div>
        <Text className={classes['state'] ?? ''} data-state={key.state}>
          {waitsForOther ? words.states.pendingAdministrator : words.states[key.state]}
        </Text>
        <div>
          <Group justify="space-between" mb={6}>
            <Text fw={600} size="sm">
              {words.fingerprint}
            </Text>
            <CopyButton value={key.fingerprint}>
              {({ copied, copy }) => (
                <Button size="compact-sm" variant="default" onClick={copy} aria-live="polite">
                  {copied ? words.copied : words.copy}
                </Button>
              )}
            </CopyButton>
          </Group>
          <Fingerprint value={key.fingerprint} />
          <Text size="sm" mt={6} className={classes['dim'] ?? ''}>
            {words.fingerprintHint}
          </Text>
        </div>
        <Button component={Link} href="/sign-in" size="md">
          {words.signIn}
        </Button>
      </Stack>
    </Door>
  )
}
