import { ActionIcon, Group, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query'
import { IconKeyboard } from '@tabler/icons-react'
import { useRef } from 'react'
import { useSearchParams } from 'wouter'
import { subjectsQuery, type SubjectFilter } from '../../api/subjects.ts'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { InboxFilters } from './inbox-filters.tsx'
import { readFilter, writeFilter } from './inbox-filter.ts'
import { InboxTabs } from './inbox-tabs.tsx'
import classes from './inbox.module.css'
import { KeyHelp } from './key-help.tsx'
import { SubjectList } from './subject-list.tsx'
import { useListKeys } from './use-list-keys.ts'
import { inboxWords } from './words.ts'

/** What waits for me, and how everything else stands. */
export function Screen() {
  const words = useWords(inboxWords)
  const { types } = useWords(subjectWords)
  const [query, setQuery] = useSearchParams()
  const filter = readFilter(query, Object.keys(types))
  const change = (changed: Partial<SubjectFilter>, replace = false) =>
    setQuery(writeFilter({ ...filter, ...changed }), { replace })

  // The last list stays until the next is there: tabs do not flash.
  const list = useInfiniteQuery({ ...subjectsQuery(filter), placeholderData: keepPreviousData })
  const [isHelpOpen, help] = useDisclosure()
  const search = useRef<HTMLInputElement>(null)
  const rows = useRef<HTMLUListElement>(null)
  useListKeys({ rows, search, onHelp: help.open })

  return (
    <>
      <Group justify="space-between" align="center" wrap="nowrap" mb="sm">
        <PageHeading>{words.title}</PageHeading>
        <Tooltip label={`${words.help} (?)`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            className={classes['help'] ?? ''}
            onClick={help.open}
            aria-label={words.help}
          >
            <IconKeyboard size={20} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Group>
      <InboxTabs view={filter.view} counts={list.data?.pages[0]?.counts ?? null} onChange={(view) => change({ view })}>
        <div className={classes['sheet']}>
          <InboxFilters filter={filter} onChange={(changed) => change(changed, true)} searchRef={search} />
          <SubjectList list={list} filter={filter} rows={rows} onClear={() => change({ type: null, search: '' })} />
        </div>
      </InboxTabs>
      <KeyHelp isOpen={isHelpOpen} onClose={help.close} />
    </>
  )
}
