import { Alert, Button, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import { createChallenge, type DecisionRequest } from '../api/signing.ts'
import { focusFirstWrong } from '../parts/focus-first-wrong.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { readStatedAmount, readStatedEnding } from '../parts/read-stated.ts'
import { StatedFields } from '../parts/stated-fields.tsx'
import { formatAmount } from '../words/format.ts'
import { useLanguage, useWords } from '../words/language.tsx'
import { refusalWords, refusedFields } from '../words/refusal-words.ts'
import classes from './decision.module.css'
import { invoiceWords } from './invoice-words.ts'
import { triesLeft } from './tries-left.ts'

export type Typed = NonNullable<DecisionRequest['blindEntry']>

interface InvoiceFormProps {
  /** Null where there is no amount to type. */
  readonly amountLabel: string | null
  /** What is typed for; null while something above the fields has no answer yet. */
  readonly request: DecisionRequest | null
  readonly onMatched: (typed: Typed) => void
  readonly onDeny?: () => void
  /** Above the fields; `isAsked` once somebody wanted to send them. */
  readonly children: (isAsked: boolean) => ReactNode
}

/**
 * Amount and account ending from the invoice, compared by the service, which counts the tries. What cannot be read is
 * asked for again, here or there, and is no try. The challenge is never answered: nobody has seen what it would sign.
 */
export function InvoiceForm({ amountLabel, request, onMatched, onDeny, children }: InvoiceFormProps) {
  const words = useWords(invoiceWords)
  const refusals = useWords(refusalWords)
  const { locale } = useLanguage()
  const [amount, setAmount] = useState('')
  const [ending, setEnding] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [readAmount, readEnding] = [amountLabel === null ? '' : readStatedAmount(amount), readStatedEnding(ending)]

  const comparing = useMutation({
    mutationFn: async (asked: DecisionRequest & { readonly blindEntry: Typed }) => {
      await createChallenge(asked)
      return asked.blindEntry
    },
    onSuccess: onMatched,
  })
  const left = triesLeft(comparing.error)
  const unread = refusedFields(refusals, comparing.error)
  const unreadOf = (field: string): string | null =>
    unread.find(({ path }) => path === `blindEntry.${field}`)?.detail ?? null
  const [amountUnread, endingUnread] = [unreadOf('amount'), unreadOf('accountLast4')]
  const isUnread = amountUnread !== null || endingUnread !== null

  function submit(event: SubmitEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = event.currentTarget
    setAsked(true)
    if (request === null || readAmount === null || readEnding === null) {
      focusFirstWrong(form)
      return
    }
    const blindEntry = { amount: readAmount, accountLast4: readEnding }
    comparing.mutate({ ...request, blindEntry }, { onError: () => focusFirstWrong(form) })
  }

  if (left === 0) {
    return (
      <Alert variant="light" color="red" role="alert" title={words.locked}>
        <Text size="sm">{words.lockedBody}</Text>
        <Deny onDeny={onDeny} />
      </Alert>
    )
  }
  return (
    <form onSubmit={submit} onChange={isUnread ? comparing.reset : undefined} autoComplete="off" noValidate>
      <Stack>
        {children(isAsked)}
        <StatedFields
          amount={
            amountLabel === null
              ? null
              : {
                  label: amountLabel,
                  hint:
                    readAmount === null || readAmount === amount
                      ? words.amountHint
                      : words.readAs(formatAmount(locale, readAmount)),
                  value: amount,
                  error: amountUnread ?? (isAsked && readAmount === null ? words.badAmount : null),
                  onChange: setAmount,
                }
          }
          ending={{
            label: words.ending,
            hint: words.endingHint,
            value: ending,
            error: endingUnread ?? (isAsked && readEnding === null ? words.badEnding : null),
            onChange: setEnding,
          }}
        />
        {comparing.isError && left === null && !isUnread ? <ProblemNotice error={comparing.error} /> : null}
        {left === null ? null : (
          <Alert variant="light" color="red" role="alert" title={words.mismatch}>
            <Text size="sm" fw={600}>
              {words.left(left)}
            </Text>
            <Text size="sm">{words.look}</Text>
            <Deny onDeny={onDeny} isQuiet />
          </Alert>
        )}
        <div className={classes['blindPress']}>
          <Button type="submit" loading={comparing.isPending}>
            {words.check}
          </Button>
          <Text size="sm" className={classes['dim'] ?? ''}>
            {words.tries}
          </Text>
        </div>
      </Stack>
    </form>
  )
}

function Deny({ onDeny, isQuiet = false }: { readonly onDeny: (() => void) | undefined; readonly isQuiet?: boolean }) {
  const words = useWords(invoiceWords)
  if (onDeny === undefined) return null
  return (
    <Button color="red" mt="sm" onClick={onDeny} {...(isQuiet && { variant: 'outline', size: 'xs' })}>
      {words.deny}
    </Button>
  )
}
