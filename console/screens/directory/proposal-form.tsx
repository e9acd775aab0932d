import { Alert, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconInfoCircle } from '@tabler/icons-react'
import { useState, type ReactNode, type SubmitEvent } from 'react'
import type { ProposedChange } from '../../api/payees.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { useSession } from '../../app/session.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useFirstError } from '../../parts/use-first-error.ts'
import { useWords } from '../../words/language.tsx'
import { refusalWords, refusedFields } from '../../words/refusal-words.ts'
import { removalWords } from '../../words/removal-words.ts'
import classes from './directory.module.css'
import { emptyProposal, placeProposalErrors, toProposal, type Asks, type Proposal } from './proposal.ts'
import { ProposedAccounts } from './proposed-accounts.tsx'
import { ProposedContacts } from './proposed-contacts.tsx'
import { Proposed } from './proposed.tsx'
import { Requesters } from './requesters.tsx'
import { directoryWords } from './words.ts'

interface ProposalFormProps {
  readonly title: string
  readonly asks: Asks
  /** What goes off file and what follows from that; absent where something comes on file. */
  readonly removes?: ReactNode
  readonly propose: (proposal: Proposal) => Promise<ProposedChange>
  readonly onClose: () => void
}

/** A new payee, one more account or contact, or one less: becomes a subject that others sign. */
export function ProposalForm({ title, asks, removes, propose, onClose }: ProposalFormProps) {
  const { propose: words, removal } = useWords(directoryWords)
  const { why } = useWords(removalWords)
  const isRemoval = removes !== undefined
  const queries = useQueryClient()
  const { person } = useSession()
  const [draft, setDraft] = useState(() => emptyProposal(asks))
  const proposal = useMutation({
    mutationFn: () => propose(toProposal(draft)),
    onSuccess: () => void queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  const { error } = proposal
  const form = useFirstError(error)
  const { placed, others } = placeProposalErrors(refusedFields(useWords(refusalWords), error), draft, words.empty)
  const change = (changed: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...changed }))
  function send(event: SubmitEvent) {
    event.preventDefault()
    if (!proposal.isPending) proposal.mutate()
  }

  if (proposal.data !== undefined) return <Proposed title={title} change={proposal.data} onClose={onClose} />
  return (
    <Sheet title={title} takesFocus={isRemoval}>
      <form ref={form} onSubmit={send} noValidate className={classes['form']}>
        <Stack gap="md">
          <Text size="sm" className={classes['lead'] ?? ''}>
            {isRemoval ? removal.note : words.note} {asks.contacts === 'one' ? words.contactNote : null}
          </Text>
          {removes}
          {person.roles.includes('directory_editor') ? null : (
            <Alert variant="default" icon={<IconInfoCircle aria-hidden />}>
              {words.notEditor}
            </Alert>
          )}
          {error === null ? null : (
            <Refusal title={words.refused} error={error} placed={placed.size} others={others} unsure={words.unsure} />
          )}
          {asks.name ? (
            <TextField
              label={words.name}
              description={words.nameHint}
              required
              maxLength={500}
              value={draft.name}
              error={placed.get('name')}
              onChange={(name) => change({ name })}
            />
          ) : null}
          <ProposedAccounts
            accounts={draft.accounts}
            isList={asks.accounts === 'some'}
            errors={placed}
            onChange={(accounts) => change({ accounts })}
          />
          <ProposedContacts
            contacts={draft.contacts}
            isList={asks.contacts === 'any'}
            errors={placed}
            onChange={(contacts) => change({ contacts })}
          />
          <Textarea
            label={isRemoval ? why : words.provenance}
            description={isRemoval ? removal.whyHint : words.provenanceHint}
            required
            autosize
            minRows={2}
            maxRows={8}
            maxLength={500}
            value={draft.provenance}
            error={placed.get('provenance')}
            // One paragraph: it is shown on one line where it is signed.
            onChange={({ currentTarget }) => change({ provenance: currentTarget.value.replaceAll(/[\r\n]+/g, ' ') })}
          />
          <Requesters
            value={draft.requestedBy}
            error={placed.get('requestedBy')}
            onChange={(requestedBy) => change({ requestedBy })}
          />
          <Group>
            <Button type="submit" loading={proposal.isPending}>
              {words.send}
            </Button>
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Sheet>
  )
}
