import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import type { OwnOrder } from '../../api/submission.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { SignalReason } from '../../parts/signal-reason.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useWords } from '../../words/language.tsx'
import { signalLabel, signalWords } from '../../words/signal-words.ts'
import { subjectWords } from '../../words/subject-words.ts'
import { Amount, Name } from '../../words/values.tsx'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

interface SubmittedOrderProps {
  readonly order: OwnOrder
  readonly onAnother: () => void
}

/** What became of it, and what is wanted next. */
export function SubmittedOrder({ order, onAnother }: SubmittedOrderProps) {
  const words = useWords(submitWords)
  return (
    <Stack gap="md" className={classes['form'] ?? ''}>
      <Done title={words.done.one} />
      <OrderStanding order={order} />
      <Group>
        <Button component={Link} href={subjectPath({ type: 'order', id: order.id })}>
          {words.done.open}
        </Button>
        <Button variant="default" onClick={onAnother}>
          {words.done.another}
        </Button>
      </Group>
    </Stack>
  )
}

/** Takes the focus: the form that had it is gone. */
export function Done({ title }: { readonly title: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Group gap="xs" wrap="nowrap" className={classes['done'] ?? ''}>
      <IconCircleCheck size={24} aria-hidden />
      <Title order={2} ref={heading} tabIndex={-1}>
        {title}
      </Title>
    </Group>
  )
}

export function OrderStanding({ order }: { readonly order: OwnOrder }) {
  const { done, payment, payee } = useWords(submitWords)
  const { missing } = useWords(subjectWords)
  const labels = useWords(signalWords)
  const wanted = order.requirements.filter((one) => one.missing > 0)
  return (
    <Sheet title={order.externalId} aside={<StateBadge state={order.state} held={order.holds.length > 0} />}>
      <Facts>
        <Fact name={payment.amount}>
          {order.amount === null ? payment.hidden : <Amount value={order.amount} currency={order.currency} />}
        </Fact>
        <Fact name={payee.title}>
          <Name>{order.payee.name}</Name>
        </Fact>
        <Fact name={done.next}>
          {wanted.length === 0 ? (
            done.nothing
          ) : (
            <ul className={classes['plain']}>
              {wanted.map(({ id, kind, missing: count }) => (
                <li key={id}>{missing[kind](count)}</li>
              ))}
            </ul>
          )}
        </Fact>
        {order.signals.length === 0 ? null : (
          <Fact name={done.why}>
            <ul className={classes['plain']}>
              {order.signals.map(({ code, reason }) => (
                <li key={code}>
                  {signalLabel(labels, code)}
                  <Text span size="sm" className={classes['dim'] ?? ''}>
                    {' '}
                    <SignalReason reason={reason} />
                  </Text>
                </li>
              ))}
            </ul>
          </Fact>
        )}
      </Facts>
    </Sheet>
  )
}
