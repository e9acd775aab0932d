import { Alert, Anchor, Skeleton, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { ownOrderQuery, type OwnOrder } from '../../api/submission.ts'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useWords } from '../../words/language.tsx'
import { AmendForm } from './amend-form.tsx'
import { CancelOrder } from './cancel-order.tsx'
import { OrderStanding } from './submitted.tsx'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

/** `/orders/:id/amend` */
export function Screen() {
  const words = useWords(submitWords).amend
  const { id } = useParams<{ id: string }>()
  const { data: order, error, refetch } = useQuery(ownOrderQuery(id))
  return (
    <Stack gap="md" className={classes['form'] ?? ''}>
      <div>
        <PageHeading>{words.title}</PageHeading>
        <Anchor component={Link} href={subjectPath({ type: 'order', id })} size="sm">
          {words.back}
        </Anchor>
      </div>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {order === undefined && error === null ? <Skeleton height={320} radius="md" /> : null}
      {order === undefined ? null : (
        <Amending key={order.id} order={order} onReread={async () => void (await refetch())} />
      )}
    </Stack>
  )
}

interface AmendingProps {
  readonly order: OwnOrder
  readonly onReread: () => Promise<void>
}

/** The form stays with the version it was opened on, whatever arrives meanwhile: that is what If-Match is for. */
function Amending({ order, onReread }: AmendingProps) {
  const words = useWords(submitWords).amend
  const [base, setBase] = useState(order)
  const [isStale, setStale] = useState(false)
  if (isStale && order.version !== base.version) {
    setBase(order)
    setStale(false)
  }
  const elements = Object.keys(base.elements).length
  return (
    <>
      <AmendForm
        key={base.version}
        order={base}
        onReread={async () => {
          setStale(true)
          await onReread()
        }}
      >
        <Alert className={classes['warning'] ?? ''} icon={<IconAlertTriangle aria-hidden />}>
          {words.warning}
        </Alert>
        <OrderStanding order={base} />
        {base.blind ? <Text size="sm">{words.hidden}</Text> : null}
        {elements === 0 ? null : <Text size="sm">{words.elements(elements)}</Text>}
      </AmendForm>
      <CancelOrder order={base} />
    </>
  )
}
