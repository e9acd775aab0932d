import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconEyeOff } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { createChallenge } from '../api/signing.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'
import { ContactedQuestion } from './contacted-question.tsx'
import classes from './decision.module.css'
import { triesLeft } from './tries-left.ts'
import type { Deciding } from './use-decision.ts'

const blindWords = defineWords({
  en: {
    hidden: 'Amount and account are hidden from you',
    why: 'Take them from the invoice in your own files, not from whoever asks you to pay. They are shown once they match.',
    others:
      'They are shown to you once you may approve this and have typed them. Right now you may not: the reason stands under “Still wanted”.',
    over: 'This is decided. They stay hidden from whoever has not typed them.',
    amount: (currency: string) => `Amount on the invoice, in ${currency}`,
    amountHint: 'As digits with a point for the cents: 12500.00',
    ending: 'Last four characters of the account on the invoice',
    check: 'Compare with the payment',
    tries: 'You have three tries in all for this version.',
    mismatch: 'Not the amount or account of this payment',
    left: (n: number) => (n === 1 ? 'One try is left.' : `${n} tries are left.`),
    look: 'Look at the invoice again. If that is really what it says, this payment is not what was invoiced: deny it.',
    locked: 'No tries are left',
    lockedBody:
      'What you typed did not match. You cannot sign this any more; somebody else has to look at the invoice. You can still deny it.',
    deny: 'Deny…',
  },
  de: {
    hidden: 'Betrag und Konto sind für Sie verborgen',
    why: 'Nehmen Sie beides aus der Rechnung in Ihren eigenen Unterlagen, nicht von dem, der Sie um die Zahlung bittet. Stimmt es, wird es gezeigt.',
    others:
      'Gezeigt wird beides, sobald Sie das freigeben dürfen und es eingegeben haben. Im Moment dürfen Sie nicht: Der Grund steht unter „Noch nötig“.',
    over: 'Hierüber ist entschieden. Beides bleibt allen verborgen, die es nicht eingegeben haben.',
    amount: (currency: string) => `Betrag auf der Rechnung, in ${currency}`,
    amountHint: 'In Ziffern, mit Punkt vor den Cent: 12500.00',
    ending: 'Die letzten vier Zeichen des Kontos auf der Rechnung',
    check: 'Mit der Zahlung vergleichen',
    tries: 'Sie haben für diese Fassung insgesamt drei Versuche.',
    mismatch: 'Nicht der Betrag oder das Konto dieser Zahlung',
    left: (n: number) => (n === 1 ? 'Ein Versuch bleibt.' : `${n} Versuche bleiben.`),
    look: 'Sehen Sie noch einmal auf die Rechnung. Steht es dort wirklich so, ist diese Zahlung nicht die berechnete: Lehnen Sie sie ab.',
    locked: 'Kein Versuch übrig',
    lockedBody:
      'Was Sie eingegeben haben, stimmte nicht. Sie können das nicht mehr unterschreiben; jemand anders muss auf die Rechnung sehen. Ablehnen können Sie es noch.',
    deny: 'Ablehnen…',
  },
})

interface BlindEntryProps {
  readonly deciding: Deciding
  readonly currency: string
  readonly onDeny: () => void
}

/**
 * Amount and account, typed from the invoice before they are shown. The service compares and counts; nothing that was
 * typed is kept anywhere but in this page.
 */
export function BlindEntry({ deciding, currency, onDeny }: BlindEntryProps) {
  const words = useWords(blindWords)
  const queries = useQueryClient()
  const [amount, setAmount] = useState('')
  const [ending, setEnding] = useState('')
  const [isAsked, setAsked] = useState(false)
  const { subject, task, contactedBy, view } = deciding
  const isUndecided = view.state === 'assessing' || view.state === 'awaiting_evidence'
  const isMine = task?.requirement.kind === 'approval'

  const comparing = useMutation({
    mutationFn: async () => {
      if (task === null || contactedBy === null) return
      const blindEntry = { amount: amount.trim(), accountLast4: ending.trim() }
      const requirementId = task.requirement.id
      await createChallenge({ subject, requirementId, decision: task.decision, contactedBy, blindEntry })
      deciding.setTyped(blindEntry)
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  const left = triesLeft(comparing.error)

  function submit(event: SubmitEvent): void {
    event.preventDefault()
    setAsked(true)
    if (contactedBy !== null) comparing.mutate()
  }

  if (!isMine) {
    return (
      <Alert variant="light" color="gray" icon={<IconEyeOff aria-hidden />} title={words.hidden}>
        {isUndecided ? words.others : words.over}
      </Alert>
    )
  }
  if (left === 0) {
    return (
      <Alert variant="light" color="red" role="alert" title={words.locked}>
        <Text size="sm">{words.lockedBody}</Text>
        <Button color="red" mt="sm" onClick={onDeny}>
          {words.deny}
        </Button>
      </Alert>
    )
  }
  return (
    <form onSubmit={submit} className={classes['blind']} autoComplete="off">
      <Stack>
        <div>
          <Text fw={600} className={classes['blindTitle'] ?? ''}>
            <IconEyeOff size={20} aria-hidden /> {words.hidden}
          </Text>
          <Text size="sm">{words.why}</Text>
        </div>
        <ContactedQuestion value={contactedBy} onChange={deciding.setContactedBy} isMissing={isAsked} />
        <div className={classes['blindFields']}>
          <TextInput
            label={words.amount(currency)}
            description={words.amountHint}
            value={amount}
            onChange={({ currentTarget }) => setAmount(currentTarget.value)}
            inputMode="decimal"
            autoComplete="off"
            maxLength={32}
            required
          />
          <TextInput
            label={words.ending}
            value={ending}
            onChange={({ currentTarget }) => setEnding(currentTarget.value)}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={8}
            required
          />
        </div>
        {comparing.isError && left === null ? <ProblemNotice error={comparing.error} /> : null}
        {left === null ? null : (
          <Alert variant="light" color="red" role="alert" title={words.mismatch}>
            <Text size="sm" fw={600}>
              {words.left(left)}
            </Text>
            <Text size="sm">{words.look}</Text>
            <Button color="red" variant="outline" size="xs" mt="sm" onClick={onDeny}>
              {words.deny}
            </Button>
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
