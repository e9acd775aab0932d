import { Button, Skeleton, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconCircleCheck } from '@tabler/icons-react'
import { subjectsQuery } from '../../api/subjects.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { decisionWords } from '../../decision/words.ts'
import { useWords } from '../../words/language.tsx'
import { forReview, otherEscalated } from './review-order.ts'
import { ReviewList } from './review-list.tsx'
import classes from './reviews.module.css'
import { reviewWords } from './words.ts'

const EVERYTHING = { type: null, search: '' } as const

/** The reviewers' queue: what is theirs to answer, and what somebody has called out. */
export function Screen() {
  const words = useWords(reviewWords)
  const { longer } = useWords(decisionWords)
  const mine = useInfiniteQuery(subjectsQuery({ ...EVERYTHING, view: 'mine' }))
  const escalated = useInfiniteQuery(subjectsQuery({ ...EVERYTHING, view: 'escalated' }))
  const reviews = forReview(mine.data?.pages.flatMap((page) => page.items) ?? [])
  const others = otherEscalated(escalated.data?.pages.flatMap((page) => page.items) ?? [], reviews)

  return (
    <div className={classes['page']}>
      <div>
        <PageHeading>{words.title}</PageHeading>
        <Text className={classes['lead'] ?? ''}>{words.lead}</Text>
      </div>
      {mine.error === null ? null : <ProblemNotice error={mine.error} retry={() => void mine.refetch()} />}
      <Sheet title={words.mine}>
        {mine.data === undefined && mine.error === null ? <Skeleton height={72} aria-hidden /> : null}
        {mine.data !== undefined && reviews.length === 0 ? (
          <EmptyState icon={<IconCircleCheck size={24} />} title={words.nothing.title}>
            {words.nothing.body}
          </EmptyState>
        ) : (
          <ReviewList items={reviews} />
        )}
        {mine.hasNextPage ? (
          <Button variant="default" mt="sm" loading={mine.isFetchingNextPage} onClick={() => void mine.fetchNextPage()}>
            {longer}
          </Button>
        ) : null}
      </Sheet>
      <Sheet title={words.others}>
        <p className={classes['lead']}>{words.othersHint}</p>
        {escalated.error === null ? null : (
          <ProblemNotice error={escalated.error} retry={() => void escalated.refetch()} />
        )}
        {escalated.data !== undefined && others.length === 0 ? <p>{words.noOthers}</p> : <ReviewList items={others} />}
        {escalated.hasNextPage ? (
          <Button
            variant="default"
            mt="sm"
            loading={escalated.isFetchingNextPage}
            onClick={() => void escalated.fetchNextPage()}
          >
            {longer}
          </Button>
        ) : null}
      </Sheet>
    </div>
  )
}
