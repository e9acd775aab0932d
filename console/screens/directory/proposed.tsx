import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { ProposedChange } from '../../api/payees.ts'
import { Sheet } from '../../parts/sheet.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useWords } from '../../words/language.tsx'
import { directoryWords } from './words.ts'

interface ProposedProps {
  readonly title: string
  readonly change: ProposedChange
  readonly onClose: () => void
}

/** In the place of the form, and the way on to what others sign. */
export function Proposed({ title, change, onClose }: ProposedProps) {
  const { propose: words } = useWords(directoryWords)
  return (
    <Sheet title={title}>
      <Stack gap="sm" align="flex-start">
        <Text role="status">{words.done}</Text>
        <Group>
          <Anchor component={Link} href={subjectPath(change)}>
            {words.open}
          </Anchor>
          <Button variant="default" size="compact-md" onClick={onClose}>
            OK
          </Button>
        </Group>
      </Stack>
    </Sheet>
  )
}
