import { Button, Group, Text } from '@mantine/core'
import { IconPhone, IconPhoneOff } from '@tabler/icons-react'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './call.module.css'
import { duration } from './duration.ts'
import { callWords } from './words.ts'

/** When a call began and ended; milliseconds. */
export interface CallTimes {
  readonly startedAt: number | null
  readonly endedAt: number | null
}

export function CallTimer({
  times,
  onChange,
}: {
  readonly times: CallTimes
  readonly onChange: (times: CallTimes) => void
}) {
  const words = useWords(callWords)
  const now = useNow(500)
  const { startedAt, endedAt } = times
  const isRunning = startedAt !== null && endedAt === null
  return (
    <Group justify="space-between" gap="sm" className={classes['timer'] ?? ''} data-running={isRunning}>
      <div>
        <p className={classes['clock']} role="timer">
          {startedAt === null ? '0:00' : duration((endedAt ?? Math.max(now, startedAt)) - startedAt)}
        </p>
        <Text size="sm" className={classes['dim'] ?? ''} role="status">
          {startedAt === null ? words.startHint : isRunning ? words.running : words.ended}
          {startedAt === null ? null : (
            <>
              {' · '}
              <DateTime instant={new Date(startedAt).toISOString()} />
            </>
          )}
        </Text>
      </div>
      {isRunning ? (
        <Button
          color="red"
          variant="outline"
          leftSection={<IconPhoneOff size={18} aria-hidden />}
          onClick={() => onChange({ startedAt, endedAt: Date.now() })}
        >
          {words.end}
        </Button>
      ) : (
        <Button
          variant={startedAt === null ? 'filled' : 'default'}
          leftSection={<IconPhone size={18} aria-hidden />}
          onClick={() => onChange({ startedAt: Date.now(), endedAt: null })}
        >
          {startedAt === null ? words.begin : words.again}
        </Button>
      )}
    </Group>
  )
}
