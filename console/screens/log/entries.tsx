import { Button, Skeleton, Text, TextInput } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { IconListDetails, IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { checkpointQuery, entriesQuery, type LogEntry } from '../../api/log.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { portionOf } from '../../parts/portion.ts'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import { fits } from './entry-filter.ts'
import classes from './log.module.css'
import { readCheckpoint } from './read-checkpoint.ts'
import { logWords } from './words.ts'

/** How far the log reaches says the checkpoint; from there it is read backwards. */
export function Entries() {
  const checkpoint = useQuery(checkpointQuery)
  if (checkpoint.isPending) return <Skeleton height={320} radius="md" />
  return <EntryList size={readCheckpoint(checkpoint.data ?? '')?.size ?? 0} />
}

function EntryList({ size }: { readonly size: number }) {
  const { entries: words } = useWords(logWords)
  const [filter, setFilter] = useState('')
  const list = portionOf(useInfiniteQuery(entriesQuery(size)), (page) => page)
  const found = list.items?.filter((entry) => fits(entry, filter.trim()))
  const empty = words[list.items?.length === 0 ? 'none' : 'empty']
  return (
    <Board
      filters={
        <>
          <TextInput
            type="search"
            className={classes['search'] ?? ''}
            aria-label={words.filter}
            placeholder={words.filter}
            leftSection={<IconSearch size={16} aria-hidden />}
            maxLength={100}
            value={filter}
            onChange={({ currentTarget }) => setFilter(currentTarget.value)}
          />
          {found === undefined ? null : (
            <Text size="sm" role="status" className={classes['dim'] ?? ''}>
              {words.note(found.length, list.items?.length ?? 0, size)}
            </Text>
          )}
        </>
      }
    >
      <Records
        list={{ ...list, items: found }}
        label={words.label}
        keyOf={({ entryId }) => entryId}
        empty={
          <EmptyState icon={<IconListDetails size={24} />} title={empty.title}>
            {empty.body}
          </EmptyState>
        }
      >
        {(entry) => <Entry entry={entry} onFilter={setFilter} />}
      </Records>
    </Board>
  )
}

interface EntryProps {
  readonly entry: LogEntry
  readonly onFilter: (words: string) => void
}

function Entry({ entry, onFilter }: EntryProps) {
  const { entries: words } = useWords(logWords)
  return (
    <details className={classes['entry']}>
      <summary>
        <span className={classes['index']}>{entry.index}</span>
        <code className={classes['kind']}>{entry.kind}</code>
        <DateTime instant={entry.at} />
      </summary>
      <div className={classes['fields']}>
        <Button variant="default" size="compact-xs" onClick={() => onFilter(entry.kind)}>
          {entry.kind}
        </Button>
        <pre className={classes['raw']} aria-label={words.fields}>
          {JSON.stringify({ entryId: entry.entryId, ...entry.fields }, null, 2)}
        </pre>
      </div>
    </details>
  )
}
