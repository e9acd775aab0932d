import { Alert, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconEyeOff } from '@tabler/icons-react'
import { SUBJECTS } from '../api/subjects.ts'
import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'
import { ContactedQuestion } from './contacted-question.tsx'
import classes from './decision.module.css'
import { InvoiceForm } from './invoice-form.tsx'
import type { Deciding } from './use-decision.ts'

const blindWords = defineWords({
  en: {
    hidden: 'Amount and account are hidden from you',
    why: 'Take them from the invoice in your own files, not from whoever asks you to pay. They are shown once they match.',
    others:
      'They are shown to you once you may approve this and have typed them. Right now you may not: the reason stands under “Still wanted”.',
    over: 'This is decided. They stay hidden from whoever has not typed them.',
    amount: (currency: string) => `Amount on the invoice, in ${currency}`,
  },
  de: {
    hidden: 'Betrag und Konto sind für Sie verborgen',
    why: 'Nehmen Sie beides aus der Rechnung in Ihren eigenen Unterlagen, nicht von dem, der Sie um die Zahlung bittet. Stimmt es, wird es gezeigt.',
    others:
      'Gezeigt wird beides, sobald Sie das freigeben dürfen und es eingegeben haben. Im Moment dürfen Sie nicht: Der Grund steht unter „Noch nötig“.',
    over: 'Hierüber ist entschieden. Beides bleibt allen verborgen, die es nicht eingegeben haben.',
    amount: (currency: string) => `Betrag auf der Rechnung, in ${currency}`,
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
  const { subject, task, contactedBy, view } = deciding
  const isUndecided = view.state === 'assessing' || view.state === 'awaiting_evidence'

  if (task?.requirement.kind !== 'approval') {
    return (
      <Alert variant="light" color="gray" icon={<IconEyeOff aria-hidden />} title={words.hidden}>
        {isUndecided ? words.others : words.over}
      </Alert>
    )
  }
  const asked = { subject, requirementId: task.requirement.id, decision: task.decision }
  return (
    <div className={classes['blind']}>
      <InvoiceForm
        amountLabel={words.amount(currency)}
        request={contactedBy === null ? null : { ...asked, contactedBy }}
        onMatched={(typed) => {
          deciding.setTyped(typed)
          void queries.invalidateQueries({ queryKey: SUBJECTS })
        }}
        onDeny={onDeny}
      >
        {(isAsked) => (
          <>
            <div>
              <Text fw={600} className={classes['blindTitle'] ?? ''}>
                <IconEyeOff size={20} aria-hidden /> {words.hidden}
              </Text>
              <Text size="sm">{words.why}</Text>
            </div>
            <ContactedQuestion value={contactedBy} onChange={deciding.setContactedBy} isMissing={isAsked} />
          </>
        )}
      </InvoiceForm>
    </div>
  )
}
