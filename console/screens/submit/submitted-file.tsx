import { Button, Stack, Text } from '@mantine/core'
import type { Batch } from '../../api/submission.ts'
import { Board } from '../../parts/board.tsx'
import { CopyValue } from '../../parts/copy-value.tsx'
import { usePortion } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { Done } from './submitted.tsx'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

/** Item by item what became of it; each is opened to see what is wanted next. */
export function SubmittedFile({ batch, onAnother }: { readonly batch: Batch; readonly onAnother: () => void }) {
  const words = useWords(submitWords)
  const list = usePortion({ data: batch.orders, error: null, refetch: () => undefined }, (orders) => orders)
  return (
    <Stack gap="md" className={classes['form'] ?? ''}>
      <Done title={words.done.many(batch.orders.length)} />
      <Text size="sm" className={classes['path'] ?? ''}>
        {words.done.batch} <Name>{batch.messageId}</Name>
        <br />
        {words.done.digest} <code>{batch.fileDigest}</code>
        <CopyValue name={words.done.digest} value={batch.fileDigest} />
      </Text>
      <Board>
        <Records list={list} label={words.file.items} empty={null} keyOf={({ id }) => id}>
          {({ id, externalId, state }) => (
            <RecordLine
              href={subjectPath({ type: 'order', id })}
              title={<Name>{externalId}</Name>}
              detail={id}
              aside={<StateBadge state={state} />}
            />
          )}
        </Records>
      </Board>
      <div>
        <Button variant="default" onClick={onAnother}>
          {words.done.anotherFile}
        </Button>
      </div>
    </Stack>
  )
}
