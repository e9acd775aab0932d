import { Button, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { escalate } from '../api/decisions.ts'
import type { SubjectKey } from '../api/signing.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { partWords } from '../parts/part-words.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { useWords } from '../words/language.tsx'
import classes from './decision.module.css'
import { dialogWords } from './dialog-words.ts'

interface EscalateDialogProps {
  readonly subject: SubjectKey
  readonly onClose: () => void
  readonly onEscalated: () => void
}

export function EscalateDialog({ subject, onClose, onEscalated }: EscalateDialogProps) {
  const words = useWords(dialogWords)
  const { close } = useWords(partWords)
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const asking = useMutation({
    mutationFn: () => escalate(subject, reason.trim()),
    onSuccess() {
      void queries.invalidateQueries({ queryKey: SUBJECTS })
      onEscalated()
    },
  })
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    asking.mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.escalateTitle}
      classNames={{ title: classes['dialogTitle'] ?? '' }}
      centered
      closeButtonProps={{ 'aria-label': close }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{words.escalateNote}</Text>
          <Textarea
            label={words.odd}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            autosize
            minRows={3}
            maxRows={8}
            maxLength={1000}
            required
            data-autofocus
          />
          {asking.isError ? <ProblemNotice error={asking.error} /> : null}
          <div className={classes['press']}>
            <Button variant="default" size="md" onClick={onClose}>
              {words.back}
            </Button>
            <Button type="submit" size="md" loading={asking.isPending} disabled={reason.trim() === ''}>
              {words.escalatePress}
            </Button>
          </div>
        </Stack>
      </form>
    </Modal>
  )
}
