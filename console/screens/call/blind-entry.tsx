import { Text } from '@mantine/core'
import type { SubjectKey } from '../../api/signing.ts'
import { InvoiceForm } from '../../decision/invoice-form.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useWords } from '../../words/language.tsx'
import { callWords } from './words.ts'

interface BlindEntryProps {
  readonly subject: SubjectKey
  readonly requirementId: string
  readonly onMatched: () => void
}

/** A caller who could also approve types amount and account from the invoice before they see either. */
export function BlindEntry({ subject, requirementId, onMatched }: BlindEntryProps) {
  const words = useWords(callWords).sign
  // An account has an ending, and no amount to type.
  const hasAmount = subject.type === 'order' || subject.type === 'batch'
  return (
    <Panel title={words.blindTitle}>
      <InvoiceForm
        amountLabel={hasAmount ? words.blindAmount : null}
        request={{ subject, requirementId, decision: 'confirm', contactedBy: 'none' }}
        onMatched={onMatched}
      >
        {() => <Text size="sm">{words.blindLead}</Text>}
      </InvoiceForm>
    </Panel>
  )
}
