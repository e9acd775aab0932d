import { Button, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { stopsQuery } from '../../api/holds.ts'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { ConfirmStop } from './confirm-stop.tsx'
import classes from './stop.module.css'
import { Stopped } from './stopped.tsx'
import { stopWords } from './words.ts'

/** The kill switch: why, then a word that is typed. While it is on, how it stands. */
export function Screen() {
  const words = useWords(stopWords)
  // Not knowing whether everything is stopped already is no reason to keep anybody from stopping it.
  const { data, error, refetch } = useQuery(stopsQuery)
  const [isAnother, setAnother] = useState(false)
  const stops = data?.items ?? []
  const isStopped = stops.length > 0 && !isAnother
  return (
    <div className={classes['page']}>
      <div>
        <PageHeading key={isStopped ? 'stopped' : 'stop'}>{isStopped ? words.done : words.title}</PageHeading>
        {isStopped ? null : <p className={classes['lead']}>{words.lead}</p>}
      </div>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {isStopped ? (
        <Stopped holds={stops} onAnother={() => setAnother(true)} />
      ) : (
        <Switch onStopped={() => setAnother(false)} />
      )}
    </div>
  )
}

function Switch({ onStopped }: { readonly onStopped: () => void }) {
  const words = useWords(stopWords)
  const [reason, setReason] = useState('')
  const [step, setStep] = useState<'why' | 'confirm'>('why')
  const [isAsked, setAsked] = useState(false)

  function goOn(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (reason.trim() !== '') setStep('confirm')
    else focusFirstWrong(event.currentTarget)
  }

  if (step === 'confirm') {
    return <ConfirmStop reason={reason.trim()} onStopped={onStopped} onBack={() => setStep('why')} />
  }
  return (
    <>
      <div className={classes['two']}>
        <Points title={words.stops} points={words.stopsList} />
        <Points title={words.stays} points={words.staysList} />
      </div>
      <form onSubmit={goOn} noValidate>
        <Stack gap="md" align="stretch">
          <TextInput
            label={words.reason}
            description={words.reasonHint}
            maxLength={500}
            value={reason}
            error={isAsked && reason.trim() === '' ? words.reasonNeeded : null}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <div>
            <Button type="submit" color="red" variant="outline" size="md">
              {words.goOn}
            </Button>
          </div>
        </Stack>
      </form>
    </>
  )
}

function Points({ title, points }: { readonly title: string; readonly points: readonly string[] }) {
  return (
    <Panel title={title}>
      <ul className={classes['points']}>
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </Panel>
  )
}
