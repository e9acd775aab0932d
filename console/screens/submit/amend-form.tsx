import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { isProblem } from '../../api/problem.ts'
import { amendOrder, type OwnOrder } from '../../api/submission.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { useWords } from '../../words/language.tsx'
import { refusalWords, refusedFields } from '../../words/refusal-words.ts'
import { ArrivalFields } from './arrival-fields.tsx'
import { changeOf, draftOf, type Draft } from './draft.ts'
import { placeErrors } from './field-of.ts'
import { PayeeFields } from './payee-fields.tsx'
import { PaymentFields } from './payment-fields.tsx'
import { NotSubmitted } from './not-submitted.tsx'
import { Done, OrderStanding } from './submitted.tsx'
import { useFirstError } from '../../parts/use-first-error.ts'
import { submitWords } from './words.ts'

interface AmendFormProps {
  readonly order: OwnOrder
  readonly onReread: () => Promise<void>
  /** What stands above the form until it is saved: how the order was before. */
  readonly children: ReactNode
}

export function AmendForm({ order, onReread, children }: AmendFormProps) {
  const words = useWords(submitWords)
  const queries = useQueryClient()
  const [before] = useState(() => draftOf(order))
  const [draft, setDraft] = useState(before)
  const change = changeOf(before, draft)
  const isChanged = Object.keys(change).length > 0
  const amendment = useMutation({
    mutationFn: () => amendOrder(order.id, order.version, change),
    onSuccess: () => void queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  const { error } = amendment
  const form = useFirstError(error)
  const { placed, others } = placeErrors(refusedFields(useWords(refusalWords), error), draft, words.empty)
  const fields = {
    draft,
    errors: placed,
    change: (changed: Partial<Draft>) => setDraft((earlier) => ({ ...earlier, ...changed })),
  }
  function save(event: SubmitEvent) {
    event.preventDefault()
    if (isChanged && !amendment.isPending) amendment.mutate()
  }

  if (amendment.data !== undefined) {
    return (
      <>
        <Done title={words.amend.saved} />
        <Text>{words.amend.version(amendment.data.version)}</Text>
        <OrderStanding order={amendment.data} />
      </>
    )
  }
  return (
    <form ref={form} onSubmit={save} noValidate>
      <Stack gap="md">
        {children}
        {error === null ? null : (
          <NotSubmitted title={words.notSaved} error={error} placed={Object.keys(placed).length} others={others} />
        )}
        {isProblem(error, 'VERSION_CHANGED') ? (
          <Group>
            <Button variant="default" onClick={() => void onReread()}>
              {words.amend.stale}
            </Button>
            <Text size="sm">{words.amend.staleNote}</Text>
          </Group>
        ) : null}
        <ArrivalFields {...fields} />
        <PayeeFields {...fields} />
        <PaymentFields {...fields} isNew={false} />
        <Group>
          <Button type="submit" size="md" loading={amendment.isPending} disabled={!isChanged}>
            {words.amend.save}
          </Button>
          {isChanged ? null : <Text size="sm">{words.amend.nothing}</Text>}
        </Group>
      </Stack>
    </form>
  )
}
