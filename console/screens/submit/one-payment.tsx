import { Button, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { submitOrder } from '../../api/submission.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { useWords } from '../../words/language.tsx'
import { refusalWords, refusedFields } from '../../words/refusal-words.ts'
import { ArrivalFields } from './arrival-fields.tsx'
import { EMPTY, toOrder, type Draft } from './draft.ts'
import { placeErrors } from './field-of.ts'
import { PayeeFields } from './payee-fields.tsx'
import { PaymentFields } from './payment-fields.tsx'
import { NotSubmitted } from './not-submitted.tsx'
import { SubmittedOrder } from './submitted.tsx'
import { useFirstError } from '../../parts/use-first-error.ts'
import classes from './submit.module.css'
import { submitWords } from './words.ts'

interface OnePaymentProps {
  readonly supersedes: string
  readonly onAnother: () => void
}

/** One form, one key: however often it is sent, one order comes of it. Nothing typed is lost by a refusal. */
export function OnePayment({ supersedes, onAnother }: OnePaymentProps) {
  const words = useWords(submitWords)
  const queries = useQueryClient()
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, supersedes })
  const [missing, setMissing] = useState<{ readonly channel: string } | null>(null)
  const submission = useMutation({
    mutationFn: () => submitOrder(toOrder(draft), idempotencyKey),
    onSuccess: () => void queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  const { error } = submission
  const form = useFirstError(missing ?? error)

  const { placed, others } = placeErrors(refusedFields(useWords(refusalWords), error), draft, words.empty)
  const errors = { ...placed, ...missing }
  const change = (changed: Partial<Draft>) => {
    setDraft((before) => ({ ...before, ...changed }))
    if (changed.channel !== undefined) setMissing(null)
  }
  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (submission.isPending) return
    if (draft.channel === '') {
      setMissing({ channel: words.arrived.channelMissing })
      return
    }
    submission.mutate()
  }

  if (submission.data !== undefined) return <SubmittedOrder order={submission.data} onAnother={onAnother} />
  return (
    <form ref={form} onSubmit={submit} noValidate className={classes['form']}>
      <Stack gap="md">
        {error === null ? null : (
          <NotSubmitted title={words.refused} error={error} placed={Object.keys(placed).length} others={others} />
        )}
        <ArrivalFields draft={draft} errors={errors} change={change} />
        <PayeeFields draft={draft} errors={errors} change={change} />
        <PaymentFields draft={draft} errors={errors} change={change} isNew />
        <div>
          <Button type="submit" size="md" loading={submission.isPending}>
            {words.submit}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
