import { Modal, Radio, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { presentationQuery } from '../api/signing.ts'
import { focusFirstWrong } from '../parts/focus-first-wrong.ts'
import { partWords } from '../parts/part-words.ts'
import { ProblemNotice } from '../parts/problem-notice.tsx'
import { useSigning } from '../signing/use-signing.ts'
import { useWords } from '../words/language.tsx'
import { Ceremony } from './ceremony.tsx'
import { ContactedQuestion } from './contacted-question.tsx'
import classes from './decision.module.css'
import { denialReason, DENIALS, type Denial } from './denial-reason.ts'
import { dialogWords } from './dialog-words.ts'
import { changedSince, readingOf } from './reading.ts'
import type { Deciding } from './use-decision.ts'

interface DenyDialogProps {
  readonly deciding: Deciding
  readonly onClose: () => void
  readonly onDenied: () => void
}

/**
 * One step, and the same one for every reason: whoever looks over a shoulder sees the same dialog, the same words and
 * the same end.
 */
export function DenyDialog({ deciding, onClose, onDenied }: DenyDialogProps) {
  const words = useWords(dialogWords)
  const { close } = useWords(partWords)
  const queries = useQueryClient()
  const signing = useSigning({ onSigned: onDenied })
  const [choice, setChoice] = useState<Denial | null>(null)
  const [own, setOwn] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [isChanged, setChanged] = useState(false)
  const [isReading, setReading] = useState(false)
  const questions = useRef<HTMLDivElement>(null)
  const [error, setError] = useState<unknown>(null)
  const { subject, view, task, presentation, contactedBy } = deciding
  const labels = subject.type === 'order' ? words.denials : { ...words.denials, unexpected: words.unexpectedChange }
  const denials = DENIALS.filter((one) => one !== 'amount' || subject.type === 'order')
  const reason = denialReason(choice, choice === null ? '' : labels[choice], own)
  // Said of a part of it where that is what was asked of this person; else of the whole.
  const answers = task !== null && ['instructor_confirmation', 'review'].includes(task.requirement.kind)
  const requirementId = answers ? task.requirement.id : null

  async function press(): Promise<void> {
    setAsked(true)
    setError(null)
    if (reason === null || contactedBy === null) {
      if (questions.current !== null) focusFirstWrong(questions.current)
      return
    }
    setReading(true)
    try {
      const shown = await queries.query({ ...presentationQuery(subject, requirementId, 'deny'), staleTime: 0 })
      // A denial needs no second reading of what changed a while ago, only that it is about what is on screen, if
      // anything is.
      if (presentation !== null && changedSince(readingOf(presentation, view), readingOf(shown, view)).length > 0) {
        setChanged(true)
        return
      }
      const request = { subject, decision: 'deny' as const, contactedBy, reason }
      signing.sign({ shown, request: requirementId === null ? request : { ...request, requirementId } })
    } catch (problem) {
      setError(problem)
    } finally {
      setReading(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={words.deny}
      size="lg"
      classNames={{ title: classes['dialogTitle'] ?? '' }}
      centered
      closeOnClickOutside={false}
      closeOnEscape={signing.stage === null}
      withCloseButton={signing.stage === null}
      closeButtonProps={{ 'aria-label': close }}
    >
      <Stack ref={questions}>
        <Text size="sm">{words.denyNote}</Text>
        <Radio.Group
          value={choice}
          onChange={(chosen) => setChoice(DENIALS.find((one) => one === chosen) ?? null)}
          label={words.why}
          error={isAsked && reason === null ? words.whyMissing : null}
          withAsterisk
          required
        >
          <div className={classes['reasons']}>
            {denials.map((one) => (
              <Radio
                key={one}
                value={one}
                label={labels[one]}
                aria-invalid={isAsked && reason === null}
                disabled={signing.stage !== null}
              />
            ))}
          </div>
        </Radio.Group>
        <Textarea
          label={words.own}
          description={words.ownHint}
          value={own}
          onChange={({ currentTarget }) => setOwn(currentTarget.value)}
          disabled={signing.stage !== null}
          autosize
          minRows={2}
          maxRows={5}
          maxLength={1800}
        />
        <ContactedQuestion value={contactedBy} onChange={deciding.setContactedBy} isMissing={isAsked} />
        {error === null ? null : <ProblemNotice error={error} />}
        <Ceremony
          signing={signing}
          press={words.denyPress}
          color="red"
          onPress={() => void press()}
          onClose={onClose}
          isChanged={isChanged}
          isReading={isReading}
        />
      </Stack>
    </Modal>
  )
}
