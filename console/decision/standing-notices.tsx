import { Alert, Anchor, Text } from '@mantine/core'
import { IconFlame, IconLock } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Standing } from '../api/decisions.ts'
import { useSession } from '../app/session.tsx'
import { LongText } from '../parts/long-text.tsx'
import { subjectPath } from '../parts/subject-path.ts'
import { useWords } from '../words/language.tsx'
import { DateTime } from '../words/values.tsx'
import classes from './decision.module.css'
import { decisionWords } from './words.ts'

interface StandingNoticesProps {
  readonly view: Standing
  readonly nameOf: (personId: string) => string
}

/** What hangs over it: holds, an escalation, and what others have just done. */
export function StandingNotices({ view, nameOf }: StandingNoticesProps) {
  const words = useWords(decisionWords)
  const { escalation, holds } = view
  return (
    <>
      {holds.length === 0 ? null : (
        <Alert
          color="red"
          variant="light"
          className={classes['standing'] ?? ''}
          icon={<IconLock aria-hidden />}
          title={words.held.title}
        >
          <Text size="sm">{words.held.body}</Text>
          <ul className={classes['given']}>
            {holds.map((hold) => (
              <li key={hold.id}>
                <LongText>{hold.reason}</LongText>
                {hold.through === null ? null : (
                  <Text size="sm">
                    {words.held.through}{' '}
                    <Anchor
                      component={Link}
                      href={subjectPath({ type: 'order', id: hold.through })}
                      c="inherit"
                      fz="sm"
                    >
                      <code>{hold.through}</code>
                    </Anchor>
                  </Text>
                )}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {escalation === null ? null : (
        <Alert
          color="yellow"
          variant="light"
          className={classes['standing'] ?? ''}
          data-tone="waiting"
          icon={<IconFlame aria-hidden />}
          title={words.escalated.title}
        >
          <Text size="sm">
            {escalation.by === null ? words.escalated.byTime : words.escalated.by(nameOf(escalation.by))}
            {' · '}
            <DateTime instant={escalation.since} />
          </Text>
          {escalation.reason === null ? null : (
            <div className={classes['given']}>
              <LongText>{escalation.reason}</LongText>
            </div>
          )}
        </Alert>
      )}
      <JustNow view={view} nameOf={nameOf} />
    </>
  )
}

/** Signatures of others that came while this was open. */
function JustNow({ view, nameOf }: StandingNoticesProps) {
  const words = useWords(decisionWords).done
  const { person } = useSession()
  const [before] = useState(() => new Set(view.evidence.map(({ id }) => id)))
  const news = view.evidence.filter((one) => !before.has(one.id) && one.personId !== person.id)
  return (
    <div role="status" className={classes['news']}>
      {news.map(({ id, decision, personId }) => (
        <p key={id} data-decision={decision}>
          {decision === 'deny' ? words.deniedBy(nameOf(personId)) : words.by(nameOf(personId))}
        </p>
      ))}
    </div>
  )
}
