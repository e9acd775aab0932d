import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { endSession, keysQuery, sessionsQuery, type SessionLine } from '../../api/keys.ts'
import { useSignOut } from '../../app/account-menu.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name, RelativeTime } from '../../words/values.tsx'
import { browserName } from './browser-name.ts'
import classes from './keys.module.css'
import { keysWords } from './words.ts'

export function SessionList() {
  const words = useWords(keysWords)
  const { data, error, refetch } = useQuery(sessionsQuery)
  return (
    <Panel title={words.sessions}>
      <Text size="sm" mb="md" className={classes['dim'] ?? ''}>
        {words.sessionsLead}
      </Text>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : null
      ) : (
        <Stack gap="lg">
          <ul className={classes['list']}>
            {data.items.map((session) => (
              <li key={session.id} className={classes['item']}>
                <Row session={session} />
              </li>
            ))}
          </ul>
          <Everywhere sessions={data.items} />
        </Stack>
      )}
    </Panel>
  )
}

function Row({ session }: { readonly session: SessionLine }) {
  const words = useWords(keysWords)
  const queries = useQueryClient()
  const { data: keys } = useQuery(keysQuery)
  const end = useMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: () => void queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  })
  const browser = browserName(session.userAgent) ?? words.unknownBrowser
  const key = keys?.items.find(({ id }) => id === session.keyId)
  return (
    <>
      <div className={classes['session']}>
        <div className={classes['what']}>
          <span className={classes['name']}>
            <Name>{browser}</Name>
            {session.current ? <span className={classes['mark']}>{words.current}</span> : null}
          </span>
          <span className={classes['facts']}>
            <span>
              {words.since} <DateTime instant={session.createdAt} />
            </span>
            {session.lastSeenAt === null ? null : (
              <span>
                {words.seen} <RelativeTime instant={session.lastSeenAt} />
              </span>
            )}
            <span>
              {words.ends} <DateTime instant={session.expiresAt} />
            </span>
            <span>
              {words.withKey}: <Name>{key?.label ?? words.unnamed}</Name>
            </span>
          </span>
        </div>
        {session.current ? null : (
          <Button
            variant="default"
            size="xs"
            loading={end.isPending}
            onClick={() => end.mutate()}
            aria-label={words.endLabel(browser)}
          >
            {words.end}
          </Button>
        )}
      </div>
      {end.isError ? <ProblemNotice error={end.error} /> : null}
    </>
  )
}

/** The others first: whoever is signed out here can end nothing any more. */
function Everywhere({ sessions }: { readonly sessions: readonly SessionLine[] }) {
  const words = useWords(keysWords)
  const [isAsking, setAsking] = useState(false)
  const leave = useSignOut()
  const endAll = useMutation({
    mutationFn: () => Promise.all(sessions.filter(({ current }) => !current).map(({ id }) => endSession(id))),
    onSuccess: () => leave.mutate(),
  })
  if (!isAsking) {
    return (
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {words.everywhere}
        </Button>
      </div>
    )
  }
  return (
    <Stack gap="xs" className={classes['ask'] ?? ''} role="group" aria-label={words.everywhere}>
      <Text size="sm">{words.everywhereBody}</Text>
      {endAll.isError ? <ProblemNotice error={endAll.error} /> : null}
      <Group gap="xs">
        <Button color="red" size="xs" loading={endAll.isPending || leave.isPending} onClick={() => endAll.mutate()}>
          {words.everywhereNow}
        </Button>
        <Button variant="default" size="xs" onClick={() => setAsking(false)}>
          {words.stay}
        </Button>
      </Group>
    </Stack>
  )
}
