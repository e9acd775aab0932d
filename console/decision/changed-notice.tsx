import { Alert, Button, List } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useWords } from '../words/language.tsx'
import { changedMembers } from './changed-members.ts'
import type { Deciding } from './use-decision.ts'
import { decisionWords } from './words.ts'

/** Said before anything else, until it has been read again. */
export function ChangedNotice({ deciding }: { readonly deciding: Deciding }) {
  const words = useWords(decisionWords).changed
  if (deciding.changes.length === 0) return null
  return (
    <Alert color="yellow" variant="light" role="alert" icon={<IconAlertTriangle aria-hidden />} title={words.title}>
      {deciding.changes.includes('state') ? words.closed : words.body}
      <List my="xs" size="sm">
        {changedMembers(deciding.changes).map((member) => (
          <List.Item key={member}>{words.members[member]}</List.Item>
        ))}
      </List>
      <Button size="sm" variant="default" onClick={deciding.acknowledge} data-changed-notice>
        {words.acknowledge}
      </Button>
    </Alert>
  )
}
