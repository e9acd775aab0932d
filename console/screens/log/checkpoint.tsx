import { Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconListDetails } from '@tabler/icons-react'
import { checkpointQuery, entryQuery } from '../../api/log.ts'
import { isProblem } from '../../api/problem.ts'
import { CopyValue } from '../../parts/copy-value.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useLanguage, useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './log.module.css'
import { readCheckpoint } from './read-checkpoint.ts'
import { logWords } from './words.ts'

export function Checkpoint() {
  const { checkpoint: words } = useWords(logWords)
  const { data: note, error, refetch, dataUpdatedAt } = useQuery(checkpointQuery)
  if (isProblem(error, 'NOT_FOUND')) {
    return (
      <EmptyState icon={<IconListDetails size={24} />} title={words.none}>
        {words.noneBody}
      </EmptyState>
    )
  }
  return (
    <Stack gap="md">
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {note === undefined && error === null ? <Skeleton height={280} radius="md" /> : null}
      {note === undefined ? null : (
        <>
          <Sheet title={words.title}>
            <Read note={note} fetchedAt={new Date(dataUpdatedAt).toISOString()} />
          </Sheet>
          <Sheet title={words.note} aside={<CopyValue name={words.note} value={note} />}>
            <pre className={classes['raw']} aria-label={words.note}>
              {note}
            </pre>
            <Text size="sm" mt="xs" className={classes['dim'] ?? ''}>
              {words.noteHint}
            </Text>
          </Sheet>
        </>
      )}
    </Stack>
  )
}

function Read({ note, fetchedAt }: { readonly note: string; readonly fetchedAt: string }) {
  const { checkpoint: words } = useWords(logWords)
  const { locale } = useLanguage()
  const read = readCheckpoint(note)
  const last = useQuery({ ...entryQuery((read?.size ?? 0) - 1), enabled: read !== null && read.size > 0 })
  const entry = last.data?.items[0]
  if (read === null) return <Text role="alert">{words.unreadable}</Text>
  return (
    <Facts>
      <Fact name={words.size}>{read.size.toLocaleString(locale)}</Fact>
      <Fact name={words.root}>
        <code className={classes['code']}>{read.root}</code> <CopyValue name={words.root} value={read.root} />
      </Fact>
      <Fact name={words.origin}>
        <bdi>{read.origin}</bdi>
      </Fact>
      <Fact name={words.lastEntry}>
        {entry === undefined ? (
          <span className={classes['dim']}>{words.noTime}</span>
        ) : (
          <>
            <DateTime instant={entry.at} /> · <code className={classes['code']}>{entry.kind}</code>
          </>
        )}
      </Fact>
      <Fact name={words.fetched}>
        <DateTime instant={fetchedAt} />
      </Fact>
    </Facts>
  )
}
