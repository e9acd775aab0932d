import { Alert, Button, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { presentationQuery, type ContactedBy, type Presentation, type SubjectKey } from '../../api/signing.ts'
import { ContactedQuestion } from '../../decision/contacted-question.tsx'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { KeyFailureNotice } from '../../parts/key-failure-notice.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { StatementDiffers } from '../../signing/check-challenge.ts'
import { useSigning } from '../../signing/use-signing.ts'
import { useWords } from '../../words/language.tsx'
import { BlindEntry } from './blind-entry.tsx'
import { CallProblem } from './call-problem.tsx'
import classes from './call.module.css'
import { readShown } from './read-shown.ts'
import { SignedContent } from './signed-content.tsx'
import { callWords } from './words.ts'

interface SignCallProps {
  readonly subject: SubjectKey
  readonly requirementId: string
  readonly decision: 'confirm' | 'deny'
  /** The number that the worksheet named, where it was opened on this page. */
  readonly rung?: string
  /** It follows a form that is gone. */
  readonly takesFocus?: boolean
  readonly onSigned: () => void
}

/** The caller's signature: that the call was made and what was stated, or that this has to stop. */
export function SignCall(props: SignCallProps) {
  const words = useWords(callWords).sign
  const { subject, requirementId, decision, rung, takesFocus = false } = props
  const { data: shown, error, refetch } = useQuery(presentationQuery(subject, requirementId, decision))
  if (shown === undefined) {
    return error === null ? <Loading /> : <ProblemNotice error={error} retry={() => void refetch()} />
  }
  if (decision === 'confirm' && shown.blind) {
    return <BlindEntry subject={subject} requirementId={requirementId} onMatched={() => void refetch()} />
  }
  // The record may name another number by now than the one that was dialled.
  if (decision === 'confirm' && rung !== undefined && readShown(shown.members).rung !== rung) {
    return (
      <Alert color="red" variant="light" title={words.differs.title} role="alert">
        <Text size="sm">{words.rungDiffers}</Text>
      </Alert>
    )
  }
  return (
    <Panel title={decision === 'confirm' ? words.title : words.denyTitle} takesFocus={takesFocus}>
      <SignForm {...props} shown={shown} />
    </Panel>
  )
}

function SignForm({
  subject,
  requirementId,
  decision,
  onSigned,
  shown,
}: SignCallProps & { readonly shown: Presentation }) {
  const words = useWords(callWords).sign
  const signing = useSigning({ onSigned })
  const [contactedBy, setContactedBy] = useState<ContactedBy | null>(null)
  const [reason, setReason] = useState('')
  const [isAsked, setAsked] = useState(false)
  const isDenial = decision === 'deny'
  const lacksReason = isDenial && reason.trim() === ''

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (contactedBy === null || lacksReason) {
      focusFirstWrong(event.currentTarget)
      return
    }
    const said = isDenial ? { reason: reason.trim() } : {}
    signing.sign({ request: { subject, requirementId, decision, contactedBy, ...said }, shown })
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Text size="sm">{isDenial ? words.denyLead : words.lead}</Text>
        <SignedContent shown={shown} />
        <ContactedQuestion words={words.contacted} value={contactedBy} onChange={setContactedBy} isMissing={isAsked} />
        {isDenial ? (
          <Textarea
            label={words.reason}
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            error={isAsked && lacksReason ? words.reasonNeeded : null}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
        ) : null}
        {signing.error === null ? null : <SigningFailure error={signing.error} />}
        {signing.isUnsure ? (
          <Notice role="alert">
            <p>{words.unsure}</p>
            <div>
              <Button
                size="xs"
                variant="default"
                onClick={() => signing.handInAgain()}
                loading={signing.stage !== null}
              >
                {words.sendAgain}
              </Button>
            </div>
          </Notice>
        ) : null}
        <Button
          type="submit"
          loading={signing.stage !== null}
          className={classes['start'] ?? ''}
          leftSection={<IconKey size={18} aria-hidden />}
          {...(isDenial && { color: 'red' })}
        >
          {isDenial ? words.deny : words.confirm}
        </Button>
        <Text size="sm" role="status" className={classes['dim'] ?? ''}>
          {signing.stage === null ? '' : words.stages[signing.stage]}
        </Text>
      </Stack>
    </form>
  )
}

function SigningFailure({ error }: { readonly error: unknown }) {
  const words = useWords(callWords)
  if (error instanceof StatementDiffers) {
    return (
      <Alert color="red" variant="light" title={words.sign.differs.title} role="alert">
        <Text size="sm">
          {words.sign.differs.body} <code>{error.paths.join(', ')}</code>
        </Text>
      </Alert>
    )
  }
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  return Object.hasOwn(words.problems, code) ? <CallProblem error={error} /> : <KeyFailureNotice error={error} />
}
