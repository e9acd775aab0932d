import { Button, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { createChallenge, type SubjectKey } from '../../api/signing.ts'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './call.module.css'
import { readHeardAmount, readHeardEnding } from './heard.ts'
import { callWords } from './words.ts'

interface BlindEntryProps {
  readonly subject: SubjectKey
  readonly requirementId: string
  readonly onMatched: () => void
}

/** A caller who could also approve types amount and account from the invoice before they see either. */
export function BlindEntry({ subject, requirementId, onMatched }: BlindEntryProps) {
  const words = useWords(callWords)
  const [amount, setAmount] = useState('')
  const [ending, setEnding] = useState('')
  const [isAsked, setAsked] = useState(false)
  // An account has an ending, and no amount to type.
  const hasAmount = subject.type === 'order' || subject.type === 'batch'
  const [readAmount, readEnding] = [hasAmount ? readHeardAmount(amount) : '', readHeardEnding(ending)]
  // The challenge counts the try; it is never answered, because nobody has seen what it would sign.
  const entry = useMutation({
    mutationFn: (typed: { amount: string; accountLast4: string }) =>
      createChallenge({ subject, requirementId, decision: 'confirm', contactedBy: 'none', blindEntry: typed }),
    onSuccess: onMatched,
  })

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (readAmount !== null && readEnding !== null) entry.mutate({ amount: readAmount, accountLast4: readEnding })
    else focusFirstWrong(event.currentTarget)
  }

  return (
    <Panel title={words.sign.blindTitle}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Text size="sm">{words.sign.blindLead}</Text>
          {entry.isError ? <ProblemNotice error={entry.error} /> : null}
          <SimpleGrid cols={{ base: 1, xs: hasAmount ? 2 : 1 }}>
            {hasAmount ? (
              <TextInput
                label={words.sign.blindAmount}
                description={words.heardAmountHint}
                inputMode="decimal"
                autoComplete="off"
                maxLength={32}
                value={amount}
                error={isAsked && readAmount === null ? words.badAmount : null}
                onChange={({ currentTarget }) => setAmount(currentTarget.value)}
              />
            ) : null}
            <TextInput
              label={words.sign.blindEnding}
              description={words.heardEndingHint}
              autoComplete="off"
              maxLength={8}
              value={ending}
              error={isAsked && readEnding === null ? words.badEnding : null}
              onChange={({ currentTarget }) => setEnding(currentTarget.value)}
            />
          </SimpleGrid>
          <Button type="submit" loading={entry.isPending} className={classes['start'] ?? ''}>
            {words.sign.blindSend}
          </Button>
        </Stack>
      </form>
    </Panel>
  )
}
