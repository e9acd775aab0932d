import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconDeviceMobile } from '@tabler/icons-react'
import { openChallengesQuery } from '../../api/decisions.ts'
import { isSomebodyThere } from '../../app/presence.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/language.tsx'
import classes from './second-display.module.css'
import { StatementCard } from './statement-card.tsx'
import { secondDisplayWords } from './words.ts'

const LOOK_MS = 2_000

/**
 * For another device, in its own session: whoever has taken over one screen would have to have taken over both to show
 * one payment and have another signed.
 */
export function Screen() {
  const words = useWords(secondDisplayWords)
  const now = useNow(LOOK_MS)
  // Looking must not keep a session alive that nobody sits at.
  const isThere = isSomebodyThere()
  const { data, error, refetch } = useQuery({
    ...openChallengesQuery,
    refetchInterval: isThere ? LOOK_MS : false,
    staleTime: 0,
  })
  const open = data?.items.filter(({ expiresAt }) => Date.parse(expiresAt) > now)
  const [first, ...earlier] = open ?? []

  return (
    <div className={classes['page']}>
      <PageHeading>{words.title}</PageHeading>
      <Text className={classes['lead'] ?? ''}>{words.lead}</Text>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {isThere ? null : (
        <Button variant="default" onClick={() => void refetch()}>
          {words.paused}
        </Button>
      )}
      {open === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <div aria-live="polite" aria-atomic="true">
          {first === undefined ? (
            <EmptyState icon={<IconDeviceMobile size={24} />} title={words.empty.title}>
              {words.empty.body}
            </EmptyState>
          ) : (
            <StatementCard key={first.id} challenge={first} />
          )}
        </div>
      )}
      {earlier.length === 0 ? null : (
        <details className={classes['earlier']}>
          <summary>
            {words.earlier} ({earlier.length})
          </summary>
          {earlier.map((challenge) => (
            <StatementCard key={challenge.id} challenge={challenge} />
          ))}
        </details>
      )}
    </div>
  )
}
