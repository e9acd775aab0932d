import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { heard } from '../api/client.ts'
import { sessionQuery } from '../api/session.ts'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words/language.tsx'
import { useSignOut } from './account-menu.tsx'
import { endSession } from './end-session.ts'
import { lastActedAt } from './presence.ts'
import { countDown, isEndNear, sessionEnd, TOUCH_MS } from './session-clock.ts'
import { useSession } from './session.tsx'
import { shellWords } from './shell-words.ts'

/** Warns before a session ends, and puts the idle limit off on request (WCAG 2.2 SC 2.2.1). */
export function SessionNotice() {
  const words = useWords(shellWords).session
  const { expiresAt } = useSession()
  const queries = useQueryClient()
  const leave = useSignOut()
  const now = useNow(1000)
  const [seen, setSeen] = useState<string | null>(null)

  const end = sessionEnd(expiresAt, heard.lastAt())
  const isOver = end.at <= now
  const isDue = isEndNear(end, now) && !isOver && seen !== `${end.reason} ${expiresAt}`
  const renew = () => void queries.refetchQueries({ queryKey: sessionQuery.queryKey })

  // Somebody is at work, with nothing sent for a while. Never once the warning stands: that is theirs to answer.
  const isAtWork = now - heard.lastAt() > TOUCH_MS && now - lastActedAt() < TOUCH_MS && !isEndNear(end, now)
  useEffect(() => {
    if (isAtWork) void queries.refetchQueries({ queryKey: sessionQuery.queryKey })
  }, [isAtWork, queries])

  // To ask the service how the session is would keep it: other tabs are asked, and what has run out is ended. Also after
  // a night with the lid closed, and without a connection.
  useEffect(() => {
    let isHere = true
    async function endWhatIsOver(): Promise<void> {
      const { at } = sessionEnd(expiresAt, await heard.askTabs())
      if (isHere && at <= Date.now()) await endSession(queries, 'idle')
    }
    if (isOver) void endWhatIsOver()
    return () => {
      isHere = false
    }
  }, [isOver, expiresAt, queries])

  return (
    <Modal
      opened={isDue}
      onClose={end.reason === 'idle' ? renew : () => setSeen(`limit ${expiresAt}`)}
      title={words.title}
      closeOnClickOutside={false}
      withCloseButton={false}
      centered
    >
      <Stack>
        <Text size="sm">{end.reason === 'idle' ? words.idle : words.limit}</Text>
        <Text fw={600} role="timer">
          {words.left(countDown(end, now))}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => leave.mutate()}>
            {words.signOut}
          </Button>
          {end.reason === 'idle' ? (
            <Button onClick={renew} data-autofocus>
              {words.stay}
            </Button>
          ) : (
            <Button onClick={() => setSeen(`limit ${expiresAt}`)} data-autofocus>
              {words.understood}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
