import { Alert, Anchor, Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { Link } from 'wouter'
import { installationQuery } from '../../api/installation.ts'
import { keysQuery, type Key } from '../../api/keys.ts'
import { sessionQuery } from '../../api/session.ts'
import { SUBJECTS } from '../../api/subjects.ts'
import { useSession } from '../../app/session.tsx'
import { Fingerprint } from '../../parts/fingerprint.tsx'
import { focusFirstWrong } from '../../parts/focus-first-wrong.ts'
import { FocusHeading } from '../../parts/focus-heading.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Notice } from '../../parts/notice.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { askStatement, GenesisDiffers } from './ask-statement.ts'
import { isFingerprint, plainFingerprint } from './genesis-difference.ts'
import classes from './genesis.module.css'
import { SignGenesis } from './sign-genesis.tsx'
import { genesisWords } from './words.ts'

/** Two administrators let each other in: each reads a fingerprint aloud and types the other's. */
export function Screen() {
  const words = useWords(genesisWords)
  const installation = useQuery(installationQuery)
  const keys = useQuery(keysQuery)
  const error = installation.error ?? keys.error
  const pending = keys.data?.items.find(({ state }) => state === 'pending')
  const isBegun = installation.data !== undefined && installation.data.genesis !== 'pending'
  return (
    <div className={classes['page']}>
      <div>
        <PageHeading>{words.title}</PageHeading>
        {isBegun ? null : <p className={classes['lead']}>{words.lead}</p>}
      </div>
      {error === null ? null : (
        <ProblemNotice error={error} retry={() => void Promise.all([installation.refetch(), keys.refetch()])} />
      )}
      {installation.data === undefined || keys.data === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : isBegun ? (
        <Begun />
      ) : pending === undefined ? (
        <Notice>
          <p>{words.noOwn}</p>
        </Notice>
      ) : (
        <Confirm own={pending} rpId={installation.data.rpId} />
      )}
    </div>
  )
}

function Begun() {
  const words = useWords(genesisWords)
  return (
    <Panel title={words.doneTitle}>
      <Stack gap="sm">
        <Text>{words.done}</Text>
        <Group gap="md">
          <Anchor component={Link} href="/?type=key-change">
            {words.toInbox}
          </Anchor>
          <Anchor component={Link} href="/keys">
            {words.toKeys}
          </Anchor>
        </Group>
      </Stack>
    </Panel>
  )
}

function Confirm({ own, rpId }: { readonly own: Key; readonly rpId: string }) {
  const words = useWords(genesisWords)
  const queries = useQueryClient()
  const { person } = useSession()
  const [typed, setTyped] = useState('')
  const [isAsked, setAsked] = useState(false)
  const [isHalf, setHalf] = useState(false)
  const ask = useMutation({
    mutationFn: () => askStatement({ rpId, personId: person.id, keyId: own.id, fingerprint: typed }),
  })
  const settle = (confirmedAt: string | null) => {
    ask.reset()
    setHalf(confirmedAt === null)
    void queries.invalidateQueries({ queryKey: installationQuery.queryKey })
    void queries.invalidateQueries({ queryKey: SUBJECTS })
    void queries.refetchQueries({ queryKey: sessionQuery.queryKey })
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    setAsked(true)
    if (isFingerprint(typed)) ask.mutate()
    else focusFirstWrong(event.currentTarget)
  }

  return (
    <>
      <Panel title={words.own}>
        <Fingerprint value={own.fingerprint} />
        <Text size="sm" mt="xs" className={classes['dim'] ?? ''}>
          {words.ownHint}
        </Text>
      </Panel>
      <Panel title={ask.isSuccess ? words.check : words.other} takesFocus={ask.isSuccess}>
        {ask.isSuccess ? (
          <SignGenesis checked={ask.data} onSigned={settle} onBack={ask.reset} />
        ) : isHalf ? (
          <div role="status">
            <FocusHeading>{words.halfTitle}</FocusHeading>
            <Text mt="xs">{words.half}</Text>
          </div>
        ) : (
          <form onSubmit={submit} noValidate>
            <Stack gap="md">
              {ask.isError ? <Refusal error={ask.error} /> : null}
              <Textarea
                className={classes['typed'] ?? ''}
                label={words.otherLabel}
                description={words.otherHint}
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                autosize
                minRows={2}
                maxLength={200}
                value={typed}
                error={isAsked && !isFingerprint(typed) ? words.notOne(plainFingerprint(typed).length) : null}
                onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              />
              <Button type="submit" loading={ask.isPending} className={classes['start'] ?? ''}>
                {words.look}
              </Button>
            </Stack>
          </form>
        )}
      </Panel>
    </>
  )
}

function Refusal({ error }: { readonly error: unknown }) {
  const words = useWords(genesisWords)
  if (!(error instanceof GenesisDiffers)) return <ProblemNotice error={error} />
  return (
    <Alert color="red" variant="light" role="alert">
      <Text size="sm">
        {words.differs} <code>{error.message}</code>
      </Text>
    </Alert>
  )
}
