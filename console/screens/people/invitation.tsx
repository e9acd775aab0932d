import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Person } from '../../api/people.ts'
import { renewInvitation, type Invitation as Renewed } from '../../api/staff.ts'
import { CopyValue } from '../../parts/copy-value.tsx'
import { Fact, Facts } from '../../parts/facts.tsx'
import { partWords } from '../../parts/part-words.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './people.module.css'
import { peopleWords } from './words.ts'

/** A lost invitation is replaced by an administrator; the service refuses anybody else and says why. */
export function Invitation({ person }: { readonly person: Person }) {
  const { invitation: words } = useWords(peopleWords)
  const { close } = useWords(partWords)
  const [isAsking, asking] = useDisclosure()
  // Nowhere kept: it is gone with this screen.
  const renewal = useMutation({ mutationFn: () => renewInvitation(person.id), onSettled: asking.close, gcTime: 0 })
  return (
    <Sheet title={words.title}>
      <Stack gap="sm">
        {renewal.isError ? <ProblemNotice error={renewal.error} /> : null}
        {renewal.data === undefined ? (
          <>
            <Text size="sm" className={classes['text'] ?? ''}>
              {words.text}
            </Text>
            <Group>
              <Button variant="default" onClick={asking.open}>
                {words.renew}
              </Button>
            </Group>
          </>
        ) : (
          <ShownOnce invitation={renewal.data} onHide={renewal.reset} />
        )}
      </Stack>
      <Modal
        opened={isAsking}
        onClose={asking.close}
        title={words.sure(person.name)}
        closeButtonProps={{ 'aria-label': close }}
        centered
      >
        <Text mb="md">{words.sureText}</Text>
        <Group>
          <Button variant="default" onClick={asking.close} data-autofocus>
            {words.no}
          </Button>
          <Button loading={renewal.isPending} onClick={() => renewal.mutate()}>
            {words.yes}
          </Button>
        </Group>
      </Modal>
    </Sheet>
  )
}

function ShownOnce({ invitation, onHide }: { readonly invitation: Renewed; readonly onHide: () => void }) {
  const { invitation: words } = useWords(peopleWords)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current?.focus(), [])
  const link = `${location.origin}/enrol#${invitation.enrolment}`
  return (
    <>
      <Alert
        ref={place}
        tabIndex={-1}
        className={classes['once'] ?? ''}
        icon={<IconAlertTriangle aria-hidden />}
        title={words.shownOnce}
        role="status"
      >
        {words.handOver}
      </Alert>
      <Facts>
        <Fact name={words.link}>
          <code className={classes['code']}>{link}</code> <CopyValue name={words.link} value={link} />
        </Fact>
        <Fact name={words.expires}>
          <DateTime instant={invitation.expiresAt} />
        </Fact>
      </Facts>
      <Group>
        <Button variant="default" onClick={onHide}>
          {words.hide}
        </Button>
      </Group>
    </>
  )
}
