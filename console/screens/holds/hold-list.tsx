import { Button, Center } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconLockOpen } from '@tabler/icons-react'
import { holdsQuery, type Hold } from '../../api/holds.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { LiftHold } from '../../parts/lift-hold.tsx'
import { Loading } from '../../parts/loading.tsx'
import { OutsideText } from '../../parts/outside-text.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { holdWords } from '../../words/hold-words.ts'
import { DateTime, Name, RelativeTime } from '../../words/values.tsx'
import { HoldTarget } from '../../parts/hold-target.tsx'
import classes from './holds.module.css'
import { holdsWords } from './words.ts'

export function HoldList({ state }: { readonly state: 'active' | 'lifted' }) {
  const words = useWords(holdsWords)
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(holdsQuery(state))
  const holds = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {holds === undefined && error === null ? <Loading /> : null}
      {holds?.length === 0 ? (
        <EmptyState icon={<IconLockOpen size={24} />} title={words.empty[state]}>
          {words.emptyBody[state]}
        </EmptyState>
      ) : null}
      {holds === undefined || holds.length === 0 ? null : (
        <ul className={classes['list']}>
          {holds.map((hold) => (
            <li key={hold.id}>
              <Row hold={hold} />
            </li>
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <Center mt="md">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        </Center>
      ) : null}
    </>
  )
}

function Row({ hold }: { readonly hold: Hold }) {
  const words = useWords(holdsWords)
  const { scopes, by } = useWords(holdWords)
  const personName = usePersonName()
  return (
    <div className={classes['row']} data-active={hold.liftedAt === null}>
      <div className={classes['what']}>
        <span className={classes['target']}>
          <HoldTarget hold={hold} />
        </span>
        <span className={classes['dim']}>{scopes[hold.scope]}</span>
      </div>
      <div className={classes['what']}>
        <OutsideText>{hold.reason}</OutsideText>
        <span className={classes['dim']}>
          {words.placedAt} <DateTime instant={hold.placedAt} /> (<RelativeTime instant={hold.placedAt} />)
          {hold.placedBy === null ? null : (
            <>
              {' '}
              {by} <Name>{personName(hold.placedBy)}</Name>
            </>
          )}
        </span>
        {hold.liftedAt === null ? null : (
          <span className={classes['dim']}>
            {words.liftedAt} <DateTime instant={hold.liftedAt} />
          </span>
        )}
      </div>
      <div className={classes['end']}>
        <LiftHold hold={hold} />
      </div>
    </div>
  )
}
