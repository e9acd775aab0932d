import { Anchor, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { IconChevronLeft } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { callsQuery, openWorksheet, recordOutcome, type CallOutcome } from '../../api/calls.ts'
import { presentationQuery, presentationsOf, type SubjectKey } from '../../api/signing.ts'
import { FocusHeading } from '../../parts/focus-heading.tsx'
import { Loading } from '../../parts/loading.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { Name } from '../../words/values.tsx'
import { AfterCall, ToQueue } from './after-call.tsx'
import { CallProblem } from './call-problem.tsx'
import classes from './call.module.css'
import { CalleeCard } from './callee-card.tsx'
import { OpenWorksheet } from './open-worksheet.tsx'
import { OutcomeForm } from './outcome-form.tsx'
import { readShown } from './read-shown.ts'
import { ScriptCard } from './script-card.tsx'
import { SignCall } from './sign-call.tsx'
import { callWords } from './words.ts'

/** `/calls/:requirement`: one call, from the worksheet to the signature. */
export function Screen() {
  const words = useWords(callWords)
  const { requirement } = useParams<{ requirement: string }>()
  const calls = useQuery(callsQuery)
  const line = calls.data?.find(({ requirementId }) => requirementId === requirement)?.line
  // What the payment is called here must not say the amount: whom it is for is enough to make the call.
  const about = line === undefined ? null : (line.payee ?? line.title)
  return (
    <>
      <Anchor component={Link} href="/calls" className={classes['back'] ?? ''}>
        <IconChevronLeft size={16} aria-hidden />
        {words.back}
      </Anchor>
      <PageHeading>{words.title}</PageHeading>
      <p className={classes['about']}>
        {about === null ? null : <Name>{about}</Name>}
        {line?.externalId == null ? null : (
          <>
            {' · '}
            <Name>{line.externalId}</Name>
          </>
        )}
      </p>
      {calls.data === undefined ? (
        calls.error === null ? (
          <Loading />
        ) : (
          <ProblemNotice error={calls.error} retry={() => void calls.refetch()} />
        )
      ) : (
        <Call key={requirement} requirementId={requirement} subject={line?.subject ?? null} />
      )}
    </>
  )
}

interface CallProps {
  readonly requirementId: string
  /** Null where this call does not wait for me. */
  readonly subject: SubjectKey | null
}

function Call({ requirementId, subject }: CallProps) {
  const words = useWords(callWords)
  const queries = useQueryClient()
  const [signed, setSigned] = useState<'confirm' | 'deny' | null>(null)
  const opening = useMutation({ mutationFn: (offered: string | null) => openWorksheet(requirementId, offered) })
  const recording = useMutation({
    mutationFn: ({ callbackId, outcome }: { callbackId: string; outcome: CallOutcome }) =>
      recordOutcome(callbackId, outcome),
    // What would be signed names the call now. What was read before it must not be shown for a moment longer.
    onSuccess: () => queries.resetQueries({ queryKey: presentationsOf(requirementId) }),
  })
  const worksheet = opening.data
  const recorded = recording.data
  const again = () => {
    recording.reset()
    opening.reset()
  }

  if (signed !== null) {
    return (
      <Stack gap="xs" role="status">
        <FocusHeading>{signed === 'confirm' ? words.sign.done : words.sign.denied}</FocusHeading>
        <Text>{signed === 'confirm' ? words.sign.doneBody : words.sign.deniedBody}</Text>
        <div>
          <ToQueue />
        </div>
      </Stack>
    )
  }
  if (worksheet === undefined) {
    return (
      <Stack gap="md" className={classes['single'] ?? ''}>
        {opening.isError ? <CallProblem error={opening.error} /> : null}
        {subject === null ? null : (
          <Unsigned subject={subject} requirementId={requirementId} onSigned={() => setSigned('confirm')} />
        )}
        <OpenWorksheet isMine={subject !== null} isOpening={opening.isPending} onOpen={opening.mutate} />
      </Stack>
    )
  }
  if (recorded !== undefined) {
    return (
      <div className={classes['single']}>
        <AfterCall
          worksheet={worksheet}
          requirementId={requirementId}
          recorded={recorded}
          onCallAgain={again}
          onSigned={setSigned}
        />
      </div>
    )
  }
  return (
    <div className={classes['layout']}>
      <div className={classes['column']}>
        <CalleeCard worksheet={worksheet} />
        <ScriptCard ask={worksheet.ask} neverSay={worksheet.neverSay} />
      </div>
      <div className={classes['column']}>
        {recording.isError ? <CallProblem error={recording.error} /> : null}
        <OutcomeForm
          worksheet={worksheet}
          isSending={recording.isPending}
          onRecord={(outcome) => recording.mutate({ callbackId: worksheet.id, outcome })}
        />
      </div>
    </div>
  )
}

/** A call that was completed before this page was opened, and only wants the signature. */
function Unsigned({
  subject,
  requirementId,
  onSigned,
}: {
  readonly subject: SubjectKey
  readonly requirementId: string
  readonly onSigned: () => void
}) {
  const { data: shown } = useQuery(presentationQuery(subject, requirementId, 'confirm'))
  if (shown === undefined || readShown(shown.members).callbackId === null) return null
  return <SignCall subject={subject} requirementId={requirementId} decision="confirm" onSigned={onSigned} />
}
