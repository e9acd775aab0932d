import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconDeviceMobile } from '@tabler/icons-react'
import { useMemo } from 'react'
import { openChallengesQuery } from '../../api/decisions.ts'
import { isSomebodyThere } from '../../app/presence.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/language.tsx'
import { isFresh, judgeOpen } from './judge-open.ts'
import classes from './second-display.module.css'
import { SeveralWarning } from './several-warning.tsx'
import { StatementCard } from './statement-card.tsx'
import { secondDisplayWords } from './words.ts'

const LOOK_MS = 2_000

/**
 * For another device, in its own session: whoever has taken over one screen would have to have taken over both to show
 * one payment and have another signed. What has expired is told by the service's clock, which decides what counts, and
 * not by this device's.
 */
export function Screen() {
  const words = useWords(secondDisplayWords)
  const now = useNow(LOOK_MS)
  // Looking must not keep a session alive that nobody sits at.
  const isThere = isSomebodyThere()
  const { data, dataUpdatedAt, error, refetch } = useQuery({
    ...openChallengesQuery,
    refetchInterval: isThere ? LOOK_MS : false,
    staleTime: 0,
  })
  const judged = useMemo(() => (data === undefined ? null : judgeOpen(data)), [data])
  const isCurrent = isFresh(dataUpdatedAt, now)
  const open = isCurrent ? judged : null

  return (
    <div className={classes['page']} data-several={open?.kind === 'several'}>
      <PageHeading>{words.title}</PageHeading>
      {open?.kind === 'several' ? null : <Text className={classes['lead'] ?? ''}>{words.lead}</Text>}
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {isThere ? null : (
        <Button variant="default" onClick={() => void refetch()}>
          {words.paused}
        </Button>
      )}
      {judged === null && error === null ? <Loading /> : null}
      {judged === null || isCurrent ? null : (
        <Notice role="alert" title={words.late.title}>
          <p>{words.late.body}</p>
        </Notice>
      )}
      {open?.kind === 'several' ? <SeveralWarning count={open.statements.length} more={open.more} /> : null}
      <div aria-live="polite" aria-atomic="true" className={classes['live']}>
        {open?.kind === 'nothing' ? (
          <EmptyState icon={<IconDeviceMobile size={24} />} title={words.empty.title}>
            {words.empty.body}
          </EmptyState>
        ) : null}
        {open?.kind === 'one' ? (
          <StatementCard key={open.statement.challenge.id} statement={open.statement} isOnlyOne />
        ) : null}
      </div>
      {open?.kind === 'several' ? (
        <div className={classes['several']}>
          {open.statements.map((statement) => (
            <StatementCard key={statement.challenge.id} statement={statement} isOnlyOne={false} />
          ))}
        </div>
      ) : null}
    </div>
  )
}
