import { Button, Group, Stack, Text } from '@mantine/core'
import { IconClipboardText, IconPhoneIncoming } from '@tabler/icons-react'
import { useState, type SubmitEvent } from 'react'
import { Notice } from '../../parts/notice.tsx'
import { Panel } from '../../parts/panel.tsx'
import { TextField } from '../../parts/text-field.tsx'
import { useWords } from '../../words/language.tsx'
import classes from './call.module.css'
import { callWords } from './words.ts'

interface OpenWorksheetProps {
  readonly isMine: boolean
  readonly isOpening: boolean
  /** Null: the contact on file. */
  readonly onOpen: (offeredNumber: string | null) => void
}

/** Before a call is assigned to anybody. The call that came in is refused here, kindly. */
export function OpenWorksheet({ isMine, isOpening, onOpen }: OpenWorksheetProps) {
  const words = useWords(callWords)
  const [offered, setOffered] = useState('')
  const [hasBeenCalled, setCalled] = useState(false)

  function compare(event: SubmitEvent) {
    event.preventDefault()
    if (offered.trim() !== '') onOpen(offered.trim())
  }

  return (
    <Panel title={words.open}>
      <Stack gap="md">
        <Text size="sm">{isMine ? words.openLead : words.notMine}</Text>
        {hasBeenCalled ? (
          <Notice title={words.theyCalledTitle} role="alert">
            <p>{words.theyCalledBody}</p>
          </Notice>
        ) : null}
        <Group gap="sm">
          <Button
            leftSection={<IconClipboardText size={18} aria-hidden />}
            loading={isOpening}
            onClick={() => onOpen(null)}
          >
            {words.open}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPhoneIncoming size={18} aria-hidden />}
            onClick={() => setCalled(true)}
          >
            {words.theyCalled}
          </Button>
        </Group>
        <details className={classes['details']}>
          <summary>{words.offered}</summary>
          <form onSubmit={compare}>
            <Stack gap="xs" align="flex-start" mt="xs">
              <Text size="sm" className={classes['dim'] ?? ''}>
                {words.offeredHint}
              </Text>
              <TextField label={words.offeredLabel} type="tel" maxLength={40} value={offered} onChange={setOffered} />
              <Button type="submit" variant="default" size="sm" disabled={offered.trim() === ''}>
                {words.compare}
              </Button>
            </Stack>
          </form>
        </details>
      </Stack>
    </Panel>
  )
}
