import { Button, Radio, Stack, Textarea } from '@mantine/core'
import { useState, type SubmitEvent } from 'react'
import type { CallOutcome, Worksheet } from '../../api/calls.ts'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { Panel } from '../../parts/panel.tsx'
import { readStatedAmount, readStatedEnding } from '../../parts/read-stated.ts'
import { StatedFields } from '../../parts/stated-fields.tsx'
import { formatAmount } from '../../words/format.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { CallTimer, type CallTimes } from './call-timer.tsx'
import classes from './call.module.css'
import { callWords } from './words.ts'

const OUTCOMES = ['confirmed', 'refused', 'suspicious', 'no_answer'] as const
type OutcomeName = (typeof OUTCOMES)[number]

interface OutcomeFormProps {
  readonly worksheet: Worksheet
  readonly isSending: boolean
  readonly onRecord: (outcome: CallOutcome) => void
}

type Wrong = Partial<Record<'times' | 'outcome' | 'amount' | 'ending', string>>

export function OutcomeForm({ worksheet: { ask }, isSending, onRecord }: OutcomeFormProps) {
  const words = useWords(callWords)
  const { locale } = useLanguage()
  const [times, setTimes] = useState<CallTimes>({ startedAt: null, endedAt: null })
  const [outcome, setOutcome] = useState<OutcomeName | null>(null)
  const [amount, setAmount] = useState('')
  const [ending, setEnding] = useState('')
  const [notes, setNotes] = useState('')
  const [wrong, setWrong] = useState<Wrong>({})

  const heardAmount = readStatedAmount(amount)
  const heardEnding = readStatedEnding(ending)
  const asksAmount = ask.includes('amount')
  const asksEnding = ask.includes('accountLast4')

  function find(): Wrong {
    if (outcome === null) return { outcome: words.chooseOutcome }
    const isOver = times.startedAt !== null && times.endedAt !== null
    const found: Wrong = outcome === 'no_answer' || isOver ? {} : { times: words.needsCall }
    if (outcome !== 'confirmed') return found
    if (asksAmount && heardAmount === null) found.amount = words.badAmount
    if (asksEnding && heardEnding === null) found.ending = words.badEnding
    return found
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const found = find()
    setWrong(found)
    if (outcome === null || Object.keys(found).length > 0) {
      focusFirstWrong(event.currentTarget)
      return
    }
    const { startedAt, endedAt } = settledTimes(times)
    const stated = {
      ...(asksAmount && heardAmount !== null && { amount: heardAmount }),
      accountLast4: heardEnding ?? '',
    }
    onRecord({
      outcome,
      startedAt,
      endedAt,
      direction: 'outbound',
      ...(outcome === 'confirmed' && asksEnding && { stated }),
      ...(notes.trim() !== '' && { notes: notes.trim() }),
    })
  }

  return (
    <Panel title={words.timer}>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <CallTimer times={times} onChange={setTimes} />
          {wrong.times === undefined ? null : (
            <p className={classes['wrong']} role="alert" tabIndex={-1} data-wrong>
              {wrong.times}
            </p>
          )}
          <Radio.Group
            label={words.result}
            error={wrong.outcome}
            value={outcome}
            onChange={(value) => setOutcome(OUTCOMES.find((one) => one === value) ?? null)}
          >
            <Stack gap="xs" mt="xs">
              {OUTCOMES.map((one) => (
                <Radio
                  key={one}
                  value={one}
                  label={words.outcomes[one]}
                  description={words.next[one]}
                  aria-invalid={wrong.outcome !== undefined}
                />
              ))}
            </Stack>
          </Radio.Group>
          {outcome === 'confirmed' && asksEnding ? (
            <StatedFields
              amount={
                asksAmount
                  ? {
                      label: words.heardAmount,
                      hint:
                        heardAmount === null ? words.heardAmountHint : words.heardAs(formatAmount(locale, heardAmount)),
                      value: amount,
                      error: wrong.amount ?? null,
                      onChange: setAmount,
                    }
                  : null
              }
              ending={{
                label: words.heardEnding,
                hint: words.heardEndingHint,
                value: ending,
                error: wrong.ending ?? null,
                onChange: setEnding,
              }}
            />
          ) : null}
          <Textarea
            label={words.notes}
            description={words.notesHint}
            autosize
            minRows={2}
            maxRows={10}
            maxLength={4000}
            value={notes}
            onChange={({ currentTarget }) => setNotes(currentTarget.value)}
          />
          <Button
            type="submit"
            loading={isSending}
            className={classes['start'] ?? ''}
            {...(outcome === 'suspicious' && { color: 'red' })}
          >
            {words.record}
          </Button>
        </Stack>
      </form>
    </Panel>
  )
}

/** A call that nobody answered may have no times of its own: it is over as it is written down. */
function settledTimes({ startedAt, endedAt }: CallTimes): { readonly startedAt: string; readonly endedAt: string } {
  const now = Date.now()
  return { startedAt: new Date(startedAt ?? now).toISOString(), endedAt: new Date(endedAt ?? now).toISOString() }
}
