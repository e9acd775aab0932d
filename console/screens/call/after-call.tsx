import { Anchor, Button, Group, Stack } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { RecordedOutcome, Worksheet } from '../../api/calls.ts'
import { FocusHeading } from '../../parts/focus-heading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useWords } from '../../words/language.tsx'
import { SignCall } from './sign-call.tsx'
import { callWords } from './words.ts'

interface AfterCallProps {
  readonly worksheet: Worksheet
  readonly requirementId: string
  readonly recorded: RecordedOutcome
  readonly onCallAgain: () => void
  readonly onSigned: (decision: 'confirm' | 'deny') => void
}

/** What follows from a call that is on record. */
export function AfterCall({ worksheet, requirementId, recorded, onCallAgain, onSigned }: AfterCallProps) {
  const words = useWords(callWords)
  const [isDenying, setDenying] = useState(false)
  // Without the version: a challenge is for whatever stands now, and says which.
  const subject = { type: worksheet.subject.type, id: worksheet.subject.id }
  const sign = (decision: 'confirm' | 'deny') => (
    <SignCall
      takesFocus={decision === 'confirm' || isDenying}
      subject={subject}
      requirementId={requirementId}
      decision={decision}
      rung={worksheet.contact.number}
      onSigned={() => onSigned(decision)}
    />
  )
  if (recorded.outcome === 'confirmed' && recorded.statedMatched === true) return sign('confirm')
  if (recorded.outcome === 'no_answer') {
    return (
      <Told title={words.noAnswerTitle} body={words.noAnswerBody}>
        <Button onClick={onCallAgain}>{words.callAgain}</Button>
        <ToQueue />
      </Told>
    )
  }
  if (recorded.outcome === 'suspicious') {
    return (
      <Stack gap="md">
        <Told title={words.suspiciousTitle} body={words.suspiciousBody}>
          <ToQueue />
          <Anchor component={Link} href={subjectPath(subject)}>
            {words.toSubject}
          </Anchor>
        </Told>
        {sign('deny')}
      </Stack>
    )
  }
  if (recorded.outcome === 'refused') {
    return (
      <Stack gap="md">
        <Told title={words.refusedTitle} body={words.refusedBody}>
          <ToQueue />
        </Told>
        {sign('deny')}
      </Stack>
    )
  }
  // What is denied is shown, and whoever has seen it makes no other call: they could hear what they know.
  if (isDenying) return sign('deny')
  return (
    <Told title={words.mismatch} body={words.mismatchBody}>
      <Button onClick={onCallAgain}>{words.callAgain}</Button>
      <Button variant="outline" color="red" onClick={() => setDenying(true)}>
        {words.denyInstead}
      </Button>
    </Told>
  )
}

function Told({
  title,
  body,
  children,
}: {
  readonly title: string
  readonly body: string
  readonly children: ReactNode
}) {
  return (
    <Notice>
      <FocusHeading>{title}</FocusHeading>
      <p>{body}</p>
      <Group gap="md">{children}</Group>
    </Notice>
  )
}

export function ToQueue() {
  const words = useWords(callWords)
  return (
    <Anchor component={Link} href="/calls">
      {words.toQueue}
    </Anchor>
  )
}
