import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Order } from '../api/decisions.ts'
import { Problem } from '../api/problem.ts'
import { createChallenge } from '../api/signing.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { SignalReason } from '../parts/signal-reason.tsx'
import { useWords } from '../words/language.tsx'
import { refusalWords, refusedIn } from '../words/refusal-words.ts'
import { subjectWords } from '../words/subject-words.ts'
import classes from './tour.module.css'
import { tourWords } from './words.ts'

/** Why a payment was flagged and what it still lacks, in the reader's language; and what its requester can do. */
export function WhyItWaits({ order, tries }: { readonly order: Order; readonly tries: boolean }) {
  const words = useWords(tourWords)
  const kinds = useWords(subjectWords).requirements
  const missing = order.requirements.filter(({ status }) => status !== 'satisfied')
  return (
    <>
      <section className={classes['paper']}>
        <h3>{words.whyWaits}</h3>
        <ul className={classes['list']}>
          {order.signals.map(({ code, reason }) => (
            <li key={code}>
              <SignalReason reason={reason} />
            </li>
          ))}
        </ul>
      </section>
      <section className={classes['paper']}>
        <h3>{words.wants}</h3>
        <ul className={classes['list']}>
          {missing.map(({ id, kind }) => (
            <li key={id}>{Object.entries(kinds).find(([name]) => name === kind)?.[1] ?? kind}</li>
          ))}
        </ul>
      </section>
      {tries ? <TryToApprove order={order} /> : null}
    </>
  )
}

/** What anybody may try: ask for something to sign. Whoever asked for the payment is refused, by the service. */
function TryToApprove({ order }: { readonly order: Order }) {
  const words = useWords(tourWords)
  const approval = order.requirements.find(({ kind }) => kind === 'approval')
  const attempt = useMutation({
    mutationFn: () =>
      createChallenge({
        subject: { type: 'order', id: order.id },
        decision: 'confirm',
        contactedBy: 'video',
        ...(approval !== undefined && { requirementId: approval.id }),
      }),
  })
  const refusals = useWords(refusalWords)
  const refusal = attempt.error instanceof Problem ? attempt.error : null
  return (
    <>
      <Button variant="default" loading={attempt.isPending} onClick={() => attempt.mutate()}>
        {words.tryApprove}
      </Button>
      {attempt.isError && refusal === null ? <ProblemNotice error={attempt.error} /> : null}
      {refusal === null ? null : (
        <p role="status" className={classes['text']}>
          {words.refusedWith} <strong>{refusedIn(refusals, refusal)}</strong> ({refusal.code})
        </p>
      )}
    </>
  )
}
