import { Button, Group, Stack, Text } from '@mantine/core'
import { browserSupportsWebAuthn, startAuthentication } from '@simplewebauthn/browser'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { beginGivingUp, giveUpKey } from '../../api/keys.ts'
import { sessionQuery } from '../../api/session.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { webAuthnMissing } from '../../parts/key-failure.ts'
import { KeyFailureNotice } from '../../parts/key-failure-notice.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './keys.module.css'
import { keysWords } from './words.ts'

interface GiveUpKeyProps {
  readonly keyId: string
  /** As the service says: what it takes for this key, in this session. */
  readonly needs: 'session' | 'signature'
  readonly isLast: boolean
  readonly isCurrent: boolean
}

/** Two steps: the second says what it means. */
export function GiveUpKey({ keyId, needs, isLast, isCurrent }: GiveUpKeyProps) {
  const words = useWords(keysWords)
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const giveUp = useMutation({
    mutationFn: async () => {
      if (needs === 'session') return giveUpKey(keyId, null)
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const { challengeId, publicKey } = await beginGivingUp(keyId)
      return giveUpKey(keyId, { challengeId, credential: await startAuthentication({ optionsJSON: publicKey }) })
    },
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: SUBJECTS })
      await queries.invalidateQueries({ queryKey: ['sessions'] })
      // Its sessions have ended, this one perhaps.
      await queries.refetchQueries({ queryKey: sessionQuery.queryKey })
    },
  })
  if (!isAsking) {
    return (
      <div>
        <Button variant="default" size="xs" onClick={() => setAsking(true)}>
          {words.giveUp}
        </Button>
      </div>
    )
  }
  return (
    <Stack gap="xs" className={classes['ask'] ?? ''} role="group" aria-label={words.giveUpTitle}>
      <Text fw={600} tabIndex={-1} ref={focusOnce}>
        {words.giveUpTitle}
      </Text>
      <Text size="sm">{words.giveUpBody}</Text>
      {isLast ? (
        <Text size="sm" fw={600}>
          {words.giveUpLast}
        </Text>
      ) : null}
      {isCurrent ? <Text size="sm">{words.giveUpCurrent}</Text> : null}
      {needs === 'signature' ? <Text size="sm">{words.giveUpTouch}</Text> : null}
      {giveUp.isError ? <KeyFailureNotice error={giveUp.error} /> : null}
      <Group gap="xs">
        <Button color="red" size="xs" loading={giveUp.isPending} onClick={() => giveUp.mutate()}>
          {words.giveUpNow}
        </Button>
        <Button variant="default" size="xs" onClick={() => setAsking(false)}>
          {words.keep}
        </Button>
      </Group>
      <Text size="sm" role="status" className={classes['dim'] ?? ''}>
        {giveUp.isPending && needs === 'signature' ? words.waitingTouch : ''}
      </Text>
    </Stack>
  )
}

function focusOnce(element: HTMLParagraphElement | null): void {
  element?.focus()
}
