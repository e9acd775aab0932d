import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import classes from './report.module.css'
import type { Reported } from './send-report.ts'
import { reportWords } from './words.ts'

/** What has happened by the report, and what to do now. */
export function ReportedNotice({
  reported,
  onAnother,
}: {
  readonly reported: Reported
  readonly onAnother: () => void
}) {
  const words = useWords(reportWords)
  const personName = usePersonName()
  const { opened, isOrderHeld, orderError } = reported
  return (
    <Stack gap="md" className={classes['page'] ?? ''}>
      <PageHeading>{words.done}</PageHeading>
      <Panel title={words.happened}>
        <ul className={classes['points']}>
          {opened === null ? null : (
            <>
              <li>
                <bdi>{words.held(personName(opened.case.personId))}</bdi>
              </li>
              <li>{words.caseOpened(opened.case.id)}</li>
              <li>{words.told}</li>
            </>
          )}
          {isOrderHeld ? <li>{words.orderHeld}</li> : null}
          {opened === null ? <li>{words.noCase}</li> : null}
        </ul>
        {orderError === null ? null : (
          <Stack gap="xs" mt="md">
            <Text size="sm">{words.orderFailed}</Text>
            <ProblemNotice error={orderError} />
          </Stack>
        )}
      </Panel>
      <Panel title={words.now}>
        <ul className={classes['points']}>
          {words.nowList.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      </Panel>
      <Group gap="md">
        <Anchor component={Link} href="/holds">
          {words.holds}
        </Anchor>
        <Anchor component={Link} href="/stop">
          {words.stop}
        </Anchor>
        <Button variant="subtle" size="compact-sm" onClick={onAnother}>
          {words.another}
        </Button>
      </Group>
    </Stack>
  )
}
