import { Alert, Button, List, Stack, Text, TextInput } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { useEffect, useState, type SubmitEvent } from 'react'
import { beginEnrolment, finishEnrolment } from '../../api/enrolment.ts'
import { isProblem } from '../../api/problem.ts'
import { Door } from '../../parts/door.tsx'
import { webAuthnMissing } from '../../parts/key-failure.ts'
import { KeyFailureNotice } from '../../parts/key-failure-notice.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useKey } from '../../signing/use-key.ts'
import { useWords } from '../../words/language.tsx'
import { Enrolled } from './enrolled.tsx'
import classes from './enrol.module.css'
import { readInvitation } from './invitation.ts'
import { enrolWords } from './words.ts'

/** `/enrol#<invitation>`: the secret stands behind the #, where it reaches no server's log. */
export function Screen() {
  const words = useWords(enrolWords)
  const [token] = useState(() => readInvitation(location.hash))
  const [label, setLabel] = useState('')
  const key = useKey()
  // Out of the address bar at once: it would stay in the history, and in whatever is photographed.
  useEffect(() => history.replaceState(history.state, '', location.pathname), [])

  const enrol = useMutation({
    mutationFn: async (invitation: string) => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const { challengeId, publicKey } = await beginEnrolment(invitation)
      const credential = await key.register(publicKey)
      const named = label.trim() === '' ? {} : { label: label.trim() }
      return finishEnrolment(invitation, { challengeId, credential, ...named })
    },
  })

  if (enrol.isSuccess) return <Enrolled enrolled={enrol.data} />
  if (token === null) return <Refused {...words.missing} />

  function submit(event: SubmitEvent) {
    event.preventDefault()
    if (token !== null) enrol.mutate(token)
  }

  return (
    <Door>
      <form onSubmit={submit}>
        <Stack gap="lg">
          <PageHeading>{words.title}</PageHeading>
          <Text>{words.lead}</Text>
          <List size="sm" spacing="xs" className={classes['points'] ?? ''}>
            {words.points.map((point) => (
              <List.Item key={point}>{point}</List.Item>
            ))}
          </List>
          {enrol.isError ? <Failure error={enrol.error} /> : null}
          <TextInput
            label={words.label}
            description={words.labelHint}
            placeholder={words.labelPlaceholder}
            maxLength={60}
            value={label}
            onChange={({ currentTarget }) => setLabel(currentTarget.value)}
          />
          <Button type="submit" size="md" loading={enrol.isPending} leftSection={<IconKey size={20} aria-hidden />}>
            {words.submit}
          </Button>
          <Text size="sm" role="status" className={classes['status'] ?? ''}>
            {enrol.isPending ? words.waiting : ''}
          </Text>
        </Stack>
      </form>
    </Door>
  )
}

function Failure({ error }: { readonly error: unknown }) {
  const words = useWords(enrolWords)
  if (!isProblem(error, 'NOT_FOUND')) return <KeyFailureNotice error={error} />
  return (
    <Alert color="red" variant="light" title={words.gone.title} role="alert">
      {words.gone.body}
    </Alert>
  )
}

function Refused({ title, body }: { readonly title: string; readonly body: string }) {
  return (
    <Door>
      <Stack gap="sm">
        <PageHeading>{title}</PageHeading>
        <Text>{body}</Text>
      </Stack>
    </Door>
  )
}
