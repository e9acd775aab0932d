import { Button, Center, Skeleton, VisuallyHidden } from '@mantine/core'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { IconCircleCheck, IconSearchOff } from '@tabler/icons-react'
import type { Ref } from 'react'
import type { SubjectFilter, SubjectPage } from '../../api/subjects.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './inbox.module.css'
import { SubjectRow } from './subject-row.tsx'
import { inboxWords } from './words.ts'

interface SubjectListProps {
  readonly list: UseInfiniteQueryResult<InfiniteData<SubjectPage>>
  readonly filter: SubjectFilter
  readonly rows: Ref<HTMLUListElement>
  readonly onClear: () => void
}

export function SubjectList({ list, filter, rows, onClear }: SubjectListProps) {
  const words = useWords(inboxWords)
  const { data, error, refetch, isPlaceholderData, hasNextPage, fetchNextPage, isFetchingNextPage } = list
  const items = data?.pages.flatMap((page) => page.items)

  return (
    <>
      {error === null ? null : (
        <div className={classes['problem']}>
          <ProblemNotice error={error} retry={() => void refetch()} />
        </div>
      )}
      {items === undefined && error === null ? <Skeletons /> : null}
      {items === undefined ? null : (
        <VisuallyHidden role="status">{isPlaceholderData ? '' : words.shown(items.length)}</VisuallyHidden>
      )}
      {items?.length === 0 ? <NothingHere filter={filter} onClear={onClear} /> : null}
      {items === undefined || items.length === 0 ? null : (
        <div data-stale={isPlaceholderData} className={classes['list']}>
          <div className={classes['columns']} aria-hidden>
            <span>{words.columns.what}</span>
            <span className={classes['right']}>{words.columns.amount}</span>
            <span>{words.columns.why}</span>
            <span>{words.columns.needs}</span>
            <span>{words.columns.state}</span>
            <span className={classes['right']}>
              {filter.view === 'done' ? words.columns.created : words.columns.due}
            </span>
          </div>
          <ul ref={rows} className={classes['rows']}>
            {items.map((item) => (
              <SubjectRow key={`${item.subject.type}/${item.subject.id}`} item={item} isDone={filter.view === 'done'} />
            ))}
          </ul>
          {hasNextPage ? (
            <Center p="md">
              <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {words.more}
              </Button>
            </Center>
          ) : null}
        </div>
      )}
    </>
  )
}

function NothingHere({ filter, onClear }: Pick<SubjectListProps, 'filter' | 'onClear'>) {
  const words = useWords(inboxWords)
  const isNarrowed = filter.search !== '' || filter.type !== null
  const { title, body } = words.empty[isNarrowed ? 'search' : filter.view]
  return (
    <EmptyState icon={isNarrowed ? <IconSearchOff size={24} /> : <IconCircleCheck size={24} />} title={title}>
      {body}
      {isNarrowed ? (
        <Button display="block" mx="auto" mt="md" size="xs" variant="default" onClick={onClear}>
          {words.clear}
        </Button>
      ) : null}
    </EmptyState>
  )
}

function Skeletons() {
  return (
    <div className={classes['skeletons']} aria-hidden>
      {[72, 58, 66, 49, 61].map((width) => (
        <div key={width} className={classes['skeleton']}>
          <Skeleton height={14} width={`${width}%`} />
          <Skeleton height={10} width={`${width / 2}%`} mt={8} />
        </div>
      ))}
    </div>
  )
}
