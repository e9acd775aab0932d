import { Button, NativeSelect, Radio, Stack, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { useSearchParams } from 'wouter'
import type { ImpersonationReport } from '../../api/holds.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { OrderField } from '../../parts/order-field.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { PersonField } from '../../parts/person-field.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { composeNote } from './compose-note.ts'
import classes from './report.module.css'
import { ReportedNotice } from './reported-notice.tsx'
import { sendReport, type Report } from './send-report.ts'
import { reportWords } from './words.ts'

const CHANNELS = [
  'voice',
  'video',
  'chat',
  'email',
  'sms',
  'letter',
  'in_person',
  'unknown',
] as const satisfies readonly ImpersonationReport['channel'][]
type Who = 'colleague' | 'outside'

/** `/report`; `?order=ord_…` names the payment it is about. */
export function Screen() {
  const queries = useQueryClient()
  const report = useMutation({
    mutationFn: (sent: Report) => sendReport(sent),
    onSuccess: () => void queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  if (report.isSuccess) return <ReportedNotice reported={report.data} onAnother={report.reset} />
  return <ReportForm isSending={report.isPending} error={report.error} onSend={(sent) => report.mutate(sent)} />
}

interface ReportFormProps {
  readonly isSending: boolean
  readonly error: unknown
  readonly onSend: (report: Report) => void
}

function ReportForm({ isSending, error, onSend }: ReportFormProps) {
  const words = useWords(reportWords)
  const { channels } = useWords(subjectWords)
  const [query] = useSearchParams()
  const [who, setWho] = useState<Who>('colleague')
  const [personId, setPersonId] = useState<string | null>(null)
  const [channel, setChannel] = useState<(typeof CHANNELS)[number] | null>(null)
  const [orderId, setOrderId] = useState(query.get('order'))
  const [given, setGiven] = useState('')
  const [wanted, setWanted] = useState('')
  const [isAsked, setAsked] = useState(false)
  const isOutside = who === 'outside'

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (isOutside) {
      if (orderId === null) focusFirstWrong(event.currentTarget)
      else onSend({ impersonation: null, orderId })
    } else if (personId === null || channel === null) focusFirstWrong(event.currentTarget)
    else onSend({ impersonation: { personId, channel, note: composeNote({ wanted, given, orderId }) }, orderId })
  }

  return (
    <div className={classes['page']}>
      <PageHeading>{words.title}</PageHeading>
      <p className={classes['lead']}>{words.lead}</p>
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          {error === null ? null : <ProblemNotice error={error} />}
          <Radio.Group
            label={words.who}
            value={who}
            onChange={(value) => setWho(value === 'outside' ? 'outside' : 'colleague')}
          >
            <Stack gap="xs" mt="xs">
              <Radio value="colleague" label={words.whos.colleague} />
              <Radio value="outside" label={words.whos.outside} />
            </Stack>
          </Radio.Group>
          {isOutside ? null : (
            <>
              <PersonField
                label={words.person}
                description={words.personHint}
                placeholder={words.find}
                nothing={words.nothing}
                value={personId}
                error={isAsked && personId === null ? words.personNeeded : null}
                onChange={setPersonId}
              />
              <NativeSelect
                label={words.channel}
                value={channel ?? ''}
                error={isAsked && channel === null ? words.channelNeeded : null}
                onChange={({ currentTarget }) =>
                  setChannel(CHANNELS.find((one) => one === currentTarget.value) ?? null)
                }
                data={[
                  { value: '', label: words.choose },
                  ...CHANNELS.map((value) => ({ value, label: channels[value] })),
                ]}
              />
            </>
          )}
          <OrderField
            label={words.order}
            description={isOutside ? words.orderHintOutside : words.orderHint}
            placeholder={words.choose}
            nothing={words.noOrder}
            value={orderId}
            error={isAsked && isOutside && orderId === null ? words.orderNeeded : null}
            onChange={setOrderId}
          />
          {isOutside ? null : (
            <>
              <TextField
                label={words.given}
                description={words.givenHint}
                maxLength={254}
                value={given}
                onChange={setGiven}
              />
              <Textarea
                label={words.wanted}
                description={words.wantedHint}
                autosize
                minRows={3}
                maxRows={12}
                maxLength={1500}
                value={wanted}
                onChange={({ currentTarget }) => setWanted(currentTarget.value)}
              />
            </>
          )}
          <Button type="submit" size="md" loading={isSending} className={classes['start'] ?? ''}>
            {words.send}
          </Button>
        </Stack>
      </form>
    </div>
  )
}
