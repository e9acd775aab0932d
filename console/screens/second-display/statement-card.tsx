import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import { EverythingSigned } from '../../decision/everything-signed.tsx'
import { PaymentSummary } from '../../decision/payment-summary.tsx'
import { readPresentedOrder } from '../../decision/presented-order.ts'
import { useShortCode } from '../../signing/use-short-code.ts'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { DateTime } from '../../words/values.tsx'
import type { OpenStatement } from './judge-open.ts'
import classes from './second-display.module.css'
import { secondDisplayWords } from './words.ts'

interface StatementCardProps {
  readonly statement: OpenStatement
  /** Whether nothing else can be what the key is about to sign: only then it says when to touch it. */
  readonly isOnlyOne: boolean
}

/** One statement in large type, from its own bytes alone; why somebody denies is theirs and not shown. */
export function StatementCard({ statement: { challenge, stated }, isOnlyOne }: StatementCardProps) {
  const words = useWords(secondDisplayWords)
  const { types } = useWords(subjectWords)
  const code = useShortCode(stated?.bytes ?? null)
  if (stated === null) {
    return (
      <Alert color="red" role="alert" title={words.unreadable}>
        <Anchor component={Link} href="/report">
          {words.report}
        </Anchor>
      </Alert>
    )
  }
  const { decision } = stated.members
  const order = readPresentedOrder(stated.members)
  return (
    <article className={classes['card']} data-decision={decision}>
      <p className={classes['decision']}>
        {Object.entries(words.decisions).find(([name]) => name === decision)?.[1] ?? String(decision)}
      </p>
      {order === null ? (
        <>
          <Text fw={600}>{types[challenge.subject.type]}</Text>
          <EverythingSigned presentation={{ ...stated, blind: false }} isOpen />
        </>
      ) : (
        <PaymentSummary order={order} />
      )}
      {order !== null && order.amount === null ? <Text size="sm">{words.blind}</Text> : null}
      <div>
        <Text size="sm" className={classes['dim'] ?? ''}>
          {words.code}
        </Text>
        <code className={classes['code']}>{code}</code>
      </div>
      {isOnlyOne ? <Text fw={600}>{words.compare}</Text> : null}
      <Text size="sm" className={classes['dim'] ?? ''}>
        {words.until} <DateTime instant={challenge.expiresAt} /> ·{' '}
        <Anchor component={Link} href="/report" inherit underline="always">
          {words.report}
        </Anchor>
      </Text>
    </article>
  )
}
