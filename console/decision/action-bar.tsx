import { Button, NativeSelect, Text } from '@mantine/core'
import { IconFlame, IconPhoneCall } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useWords } from '../words/language.tsx'
import { subjectWords } from '../words/subject-words.ts'
import classes from './decision.module.css'
import type { Deciding } from './use-decision.ts'
import { decisionWords } from './words.ts'

interface ActionBarProps {
  readonly deciding: Deciding
  /** What was just done, until something else is. */
  readonly done: string
  /** In a few words, so that nobody signs by the place of a button alone. */
  readonly brief: ReactNode
  readonly isReadable: boolean
  /** Only payments are escalated. */
  readonly mayEscalate: boolean
  readonly onSign: () => void
  readonly onDeny: () => void
  readonly onEscalate: () => void
}

/** Always within reach: to sign and to deny are the same size and as near. */
export function ActionBar({
  deciding,
  done,
  brief,
  isReadable,
  mayEscalate,
  onSign,
  onDeny,
  onEscalate,
}: ActionBarProps) {
  const words = useWords(decisionWords).act
  const { requirements } = useWords(subjectWords)
  const { tasks, task, calls, view, changes } = deciding
  const [call] = calls
  const mayDeny = view.me?.mayDeny === true
  if (task === null && call === undefined && !mayDeny && done === '') return null

  const isInstructor = task?.requirement.kind === 'instructor_confirmation'
  const sign = isInstructor ? words.confirm : task?.requirement.kind === 'review' ? words.continue : words.sign
  const note = !isReadable
    ? words.unreadable
    : changes.length > 0
      ? words.readAgain
      : view.blind && task !== null
        ? words.blind
        : isInstructor
          ? words.asked
          : task === null
            ? call === undefined
              ? words.denyOnly
              : null
            : task.requirement.missing === 0
              ? words.enough
              : null

  return (
    <section className={classes['bar']} aria-label={words.bar}>
      <div className={classes['barText']}>
        <span className={classes['brief']}>{brief}</span>
        <p role="status" className={classes['done']}>
          {done}
        </p>
        {note === null || done !== '' ? null : <Text size="sm">{note}</Text>}
        {tasks.length < 2 || task === null ? null : (
          <NativeSelect
            size="xs"
            aria-label={words.task}
            value={task.requirement.id}
            onChange={({ currentTarget }) => deciding.choose(currentTarget.value)}
            data={tasks.map(({ requirement }) => ({
              value: requirement.id,
              label: `${requirements[requirement.kind]}${requirement.group === undefined ? '' : ` · ${requirement.group}`}`,
            }))}
          />
        )}
      </div>
      <div className={classes['buttons']}>
        {mayEscalate && view.escalation === null ? (
          <Button
            variant="subtle"
            color="gray"
            size="md"
            leftSection={<IconFlame size={18} aria-hidden />}
            onClick={onEscalate}
          >
            {words.escalate}
          </Button>
        ) : null}
        {call === undefined ? null : (
          <Button
            component={Link}
            href={`/calls?${new URLSearchParams({ requirement: call.id }).toString()}`}
            variant="light"
            size="md"
            leftSection={<IconPhoneCall size={18} aria-hidden />}
          >
            {words.call}
          </Button>
        )}
        {mayDeny ? (
          <Button color="red" variant="outline" size="md" className={classes['main'] ?? ''} onClick={onDeny}>
            {isInstructor ? words.notAsked : words.deny}
          </Button>
        ) : null}
        {task === null ? null : (
          <Button size="md" className={classes['main'] ?? ''} onClick={onSign} disabled={!isReadable}>
            {sign}
          </Button>
        )}
      </div>
    </section>
  )
}
