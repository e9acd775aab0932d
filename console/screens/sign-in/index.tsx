import { Button, Stack, Text, TextInput } from '@mantine/core'
import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { beginSignIn, finishSignIn, sessionQuery } from '../../api/session.ts'
import { safeNext } from '../../app/safe-next.ts'
import { Door } from '../../parts/door.tsx'
import { webAuthnMissing } from '../../parts/key-failure.ts'
import { KeyFailureNotice } from '../../parts/key-failure-notice.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { useKey } from '../../signing/use-key.ts'
import { useWords } from '../../words/language.tsx'
import classes from './sign-in.module.css'
import { signInWords } from './words.ts'

export function Screen() {
  const words = useWords(signInWords)
  const queries = useQueryClient()
  const key = useKey()
  const [, navigate] = useLocation()
  const [query] = useSearchParams()
  const [email, setEmail] = useState('')

  const signIn = useMutation({
    mutationFn: async () => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const { challengeId, publicKey } = await beginSignIn(email.trim() === '' ? null : email.trim())
      return finishSignIn(challengeId, await key.authenticate(publicKey))
    },
    onSuccess(session) {
      // Whatever somebody else saw in this window before is not for this person.
      queries.clear()
      queries.setQueryData(sessionQuery.queryKey, session)
      navigate(safeNext(query.get('next')), { replace: true })
    },
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    signIn.mutate()
  }

  return (
    <Door>
      <form onSubmit={submit}>
        <Stack gap="lg">
          <div>
            <PageHeading>{words.title}</PageHeading>
            <Text className={classes['lead'] ?? ''}>{words.lead}</Text>
          </div>
          {signIn.isError ? <KeyFailureNotice error={signIn.error} /> : null}
          <TextInput
            label={words.email}
            description={words.emailHint}
            type="email"
            name="email"
            autoComplete="username"
            maxLength={254}
            value={email}
            onChange={({ currentTarget }) => setEmail(currentTarget.value)}
          />
          <Button type="submit" size="md" loading={signIn.isPending} leftSection={<IconKey size={20} aria-hidden />}>
            {words.submit}
          </Button>
          <Text size="sm" role="status" className={classes['status'] ?? ''}>
            {signIn.isPending ? words.waiting : ''}
          </Text>
          <details className={classes['details']}>
            <summary>{words.noKeyTitle}</summary>
            <p>{words.noKey}</p>
          </details>
        </Stack>
      </form>
    </Door>
  )
}
