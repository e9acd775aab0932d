import { Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from 'wouter'
import { orderQuery } from '../../api/decisions.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { OrderDecision } from './order-decision.tsx'

/** One payment, and what somebody decides about it. */
export function Screen() {
  const { id } = useParams<{ id: string }>()
  const order = useQuery(orderQuery(id))
  return (
    <>
      {order.error === null ? null : <ProblemNotice error={order.error} retry={() => void order.refetch()} />}
      {order.data === undefined ? (
        order.error === null ? (
          <Stack aria-hidden>
            <Skeleton height={32} width="40%" />
            <Skeleton height={220} />
            <Skeleton height={120} />
          </Stack>
        ) : null
      ) : (
        // Another payment starts with nothing of this one: neither what was read nor what was said.
        <OrderDecision key={id} order={order.data} />
      )}
    </>
  )
}
