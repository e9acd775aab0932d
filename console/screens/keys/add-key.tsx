import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { browserSupportsWebAuthn, type RegistrationResponseJSON } from '@simplewebauthn/browser'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconKey } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { beginFurtherKey, finishFurtherKey, type NewKeyChallenge } from '../../api/keys.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { FocusHeading } from '../../parts/focus-heading.tsx'
import { webAuthnMissing } from '../../parts/key-failure.ts'
import { KeyFailureNotice } from '../../parts/key-failure-notice.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useKey } from '../../signing/use-key.ts'
import { useWords } from '../../words/language.tsx'
import classes from './keys.module.css'
import { keysWords } from './words.ts'

/** The new key has answered; one on record has yet to vouch for it, over the same challenge. */
interface Enrolled {
  readonly challenge: NewKeyChallenge
  readonly credential: RegistrationResponseJSON
}

/** A further key in two ceremonies: the new key, then one that is active already. */
export function AddKey() {
  const words = useWords(keysWords)
  const queries = useQueryClient()
  const key = useKey()
  const [label, setLabel] = useState('')
  const enrol = useMutation({
    mutationFn: async (): Promise<Enrolled> => {
      if (!browserSupportsWebAuthn()) throw webAuthnMissing()
      const challenge = await beginFurtherKey()
      return { challenge, credential: await key.register(challenge.publicKey) }
    },
  })
  const vouch = useMutation({
    mutationFn: async ({ challenge: { challengeId, confirmWith }, credential }: Enrolled) => {
      const confirmation = await key.authenticate(confirmWith)
      const named = label.trim() === '' ? {} : { label: label.trim() }
      return finishFurtherKey({ challengeId, credential, confirmation, ...named })
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: SUBJECTS }),
  })
  const restart = () => {
    enrol.reset()
    vouch.reset()
    setLabel('')
  }

  if (vouch.isSuccess) {
    return (
      <Panel title={words.add}>
        <Stack gap="md">
          <Steps current={3} />
          <FocusHeading>{words.addedTitle}</FocusHeading>
          <Text size="sm">{words.addedBody}</Text>
          <Fingerprint value={vouch.data.key.fingerprint} />
          <Button variant="default" className={classes['start'] ?? ''} onClick={restart}>
            {words.done}
          </Button>
        </Stack>
      </Panel>
    )
  }
  if (enrol.isSuccess) {
    return (
      <Panel title={words.add}>
        <Stack gap="md">
          <Steps current={2} />
          <FocusHeading>{words.confirmTitle}</FocusHeading>
          <Text size="sm">{words.confirmHint}</Text>
          {vouch.isError ? <KeyFailureNotice error={vouch.error} /> : null}
          <Group gap="sm">
            <Button
              loading={vouch.isPending}
              leftSection={<IconKey size={18} aria-hidden />}
              onClick={() => vouch.mutate(enrol.data)}
            >
              {words.confirm}
            </Button>
            <Button variant="default" onClick={restart}>
              {words.again}
            </Button>
          </Group>
          <Text size="sm" role="status" className={classes['dim'] ?? ''}>
            {vouch.isPending ? words.waitingOld : ''}
          </Text>
        </Stack>
      </Panel>
    )
  }

  function submit(event: SubmitEvent) {
    event.preventDefault()
    enrol.mutate()
  }

  return (
    <Panel title={words.add}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" className={classes['dim'] ?? ''}>
            {words.addLead}
          </Text>
          <Steps current={enrol.isPending ? 1 : 0} />
          {enrol.isError ? <KeyFailureNotice error={enrol.error} /> : null}
          <TextInput
            label={words.label}
            description={words.labelHint}
            maxLength={60}
            maw="24rem"
            value={label}
            onChange={({ currentTarget }) => setLabel(currentTarget.value)}
          />
          <Text size="sm">{words.beginHint}</Text>
          <Button
            type="submit"
            loading={enrol.isPending}
            className={classes['start'] ?? ''}
            leftSection={<IconKey size={18} aria-hidden />}
          >
            {words.begin}
          </Button>
          <Text size="sm" role="status" className={classes['dim'] ?? ''}>
            {enrol.isPending ? words.waitingNew : ''}
          </Text>
        </Stack>
      </form>
    </Panel>
  )
}

function Steps({ current }: { readonly current: number }) {
  const { steps } = useWords(keysWords)
  return (
    <ol className={classes['steps']}>
      {steps.map((step, index) => (
        <li key={step} aria-current={index === current ? 'step' : undefined}>
          {index + 1}. {step}
        </li>
      ))}
    </ol>
  )
}
