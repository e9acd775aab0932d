import { Alert, Anchor, Button, Group, List, Loader, Stack, Text, Title } from '@mantine/core'
import { WebAuthnAbortService } from '@simplewebauthn/browser'
import { IconHandStop, IconKey } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { Link } from 'wouter'
import { KeyFailureNotice } from '../parts/key-failure-notice.tsx'
import { StatementDiffers } from '../signing/check-challenge.ts'
import type { Signing } from '../signing/use-signing.ts'
import { useWords } from '../words/language.tsx'
import classes from './decision.module.css'
import { dialogWords } from './dialog-words.ts'
import { decisionWords } from './words.ts'

interface CeremonyProps {
  readonly signing: Signing
  readonly press: string
  readonly color?: string
  readonly onPress: () => void
  readonly onClose: () => void
  /** It changed while the key was awaited: the key is told to let go. */
  readonly isChanged: boolean
  /** Something is read before the statement is asked for: a second press would ask for a second one. */
  readonly isReading?: boolean
}

/** The last steps of every signature: press, touch, and what became of it. */
export function Ceremony({ signing, press, color, onPress, onClose, isChanged, isReading = false }: CeremonyProps) {
  const words = useWords(dialogWords)
  const { during } = useWords(decisionWords).changed
  const { stage, error, isUnsure } = signing
  useEffect(() => {
    if (isChanged && stage === 'touching') WebAuthnAbortService.cancelCeremony()
  }, [isChanged, stage])

  if (error instanceof StatementDiffers) return <Refusal paths={error.paths} onClose={onClose} />
  if (isChanged && stage !== 'sending' && !isUnsure) {
    return (
      <Stack>
        <Alert color="yellow" variant="light" role="alert">
          {during}
        </Alert>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {words.back}
          </Button>
        </Group>
      </Stack>
    )
  }
  return (
    <Stack>
      {error === null || stage !== null ? null : isUnsure ? (
        <Alert color="yellow" variant="light" role="alert">
          {words.unsure}
        </Alert>
      ) : (
        <KeyFailureNotice error={error} />
      )}
      <div role="status" className={classes['stage']} data-stage={stage ?? 'none'} hidden={isUnsure && stage === null}>
        {stage === null ? (
          <>
            <IconKey size={28} aria-hidden />
            <span>
              <Text fw={600}>{words.touch}</Text>
              <Text size="sm">{words.touchHint}</Text>
            </span>
          </>
        ) : (
          <>
            <Loader size="sm" aria-hidden />
            <Text fw={600}>{words.stages[stage]}</Text>
          </>
        )}
      </div>
      <div className={classes['press']}>
        {stage === 'touching' ? (
          <Button variant="default" size="md" onClick={() => WebAuthnAbortService.cancelCeremony()}>
            {words.cancel}
          </Button>
        ) : (
          <Button variant="default" size="md" onClick={onClose} disabled={stage !== null}>
            {words.back}
          </Button>
        )}
        {isUnsure && stage === null ? (
          <Button size="md" onClick={() => signing.handInAgain()}>
            {words.sendAgain}
          </Button>
        ) : (
          <Button
            size="md"
            {...(color === undefined ? {} : { color })}
            onClick={onPress}
            loading={stage !== null || isReading}
          >
            {press}
          </Button>
        )}
      </div>
    </Stack>
  )
}

/** Said so that nobody reads past it: the one case in which this screen itself may not be trusted. */
function Refusal({ paths, onClose }: { readonly paths: readonly string[]; readonly onClose: () => void }) {
  const words = useWords(dialogWords)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className={classes['refusal']} role="alert">
      <IconHandStop size={48} aria-hidden />
      <Title order={2} ref={heading} tabIndex={-1}>
        {words.refusal.title}
      </Title>
      <Text>{words.refusal.body}</Text>
      <Text fw={600}>{words.refusal.differs}</Text>
      <ul className={classes['paths']}>
        {paths.map((path) => (
          <li key={path}>
            <code>{path}</code>
          </li>
        ))}
      </ul>
      <List>
        {words.refusal.todo.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      <Text size="sm">{words.refusal.ifChanged}</Text>
      <Group>
        <Anchor component={Link} href="/report" c="inherit" fw={600}>
          {words.refusal.report}
        </Anchor>
        <Button variant="white" color="dark" onClick={onClose}>
          {words.back}
        </Button>
      </Group>
    </div>
  )
}
