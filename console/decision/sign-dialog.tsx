import { Modal, Stack, Text, Textarea } from '@mantine/core'
import { useRef, useState, type ReactNode } from 'react'
import type { ContactedBy, Presentation } from '../api/signing.ts'
import { StatementDiffers } from '../signing/check-challenge.ts'
import { useShortCode } from '../signing/use-short-code.ts'
import { useSigning } from '../signing/use-signing.ts'
import { useWords } from '../words/language.tsx'
import { partWords } from '../parts/part-words.ts'
import { Ceremony } from './ceremony.tsx'
import classes from './decision.module.css'
import { dialogWords } from './dialog-words.ts'
import type { Task } from './tasks.ts'
import type { Deciding } from './use-decision.ts'

interface SignDialogProps {
  readonly deciding: Deciding
  readonly task: Task
  readonly contactedBy: ContactedBy
  /** What was on screen when Sign was pressed: nothing else is signed, however long the dialog is open. */
  readonly shown: Presentation
  readonly summary: ReactNode
  readonly onClose: () => void
  readonly onSigned: () => void
}

/** Says once more what is about to be signed, with the code that another display shows, and then asks for the key. */
export function SignDialog({ deciding, task, contactedBy, shown, summary, onClose, onSigned }: SignDialogProps) {
  const words = useWords(dialogWords)
  const { close } = useWords(partWords)
  const signing = useSigning({ onSigned })
  const code = useShortCode(shown.bytes)
  const [reason, setReason] = useState('')
  const [isReasonMissing, setReasonMissing] = useState(false)
  const reasonField = useRef<HTMLTextAreaElement>(null)
  const { requirement, decision } = task
  const isReview = requirement.kind === 'review'
  // Then nothing stands above the refusal that could be taken for what would be signed.
  const isRefused = signing.error instanceof StatementDiffers
  const title = requirement.kind === 'instructor_confirmation' ? words.confirm : isReview ? words.continue : words.sign

  function press(): void {
    if (isReview && reason.trim() === '') {
      setReasonMissing(true)
      reasonField.current?.focus()
      return
    }
    const { subject, typed } = deciding
    const mustBeTyped = requirement.kind === 'approval' && requirement.blindEntry === true
    signing.sign({
      shown,
      typed: mustBeTyped,
      request: {
        ...{ subject, decision, contactedBy, requirementId: requirement.id },
        ...(mustBeTyped && typed !== null ? { blindEntry: typed } : {}),
        ...(isReview ? { reason: reason.trim() } : {}),
      },
    })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      classNames={{ title: classes['dialogTitle'] ?? '' }}
      centered
      closeOnClickOutside={false}
      closeOnEscape={signing.stage === null}
      withCloseButton={signing.stage === null}
      closeButtonProps={{ 'aria-label': close }}
    >
      <Stack>
        {isRefused ? null : summary}
        <div className={classes['code']} hidden={isRefused}>
          <span className={classes['codeLabel']}>{words.code}</span>
          <code className={classes['codeValue']}>{code}</code>
          <Text size="sm" className={classes['dim'] ?? ''}>
            {words.codeHint}
          </Text>
        </div>
        {isReview && !isRefused ? (
          <Textarea
            ref={reasonField}
            label={words.reason}
            description={words.reasonHint}
            error={isReasonMissing && reason.trim() === '' ? words.reasonMissing : null}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
            disabled={signing.stage !== null}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={2000}
            required
          />
        ) : null}
        <Ceremony
          signing={signing}
          press={words.press}
          onPress={press}
          onClose={onClose}
          // Its own signature may add a reason; that comes after it and is nothing that happened to it.
          isChanged={!deciding.isCurrent && signing.stage !== 'sending'}
        />
      </Stack>
    </Modal>
  )
}
