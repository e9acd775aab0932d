import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { KeyFailureNotice } from '../parts/key-failure-notice.tsx'
import { useWords } from '../words/language.tsx'
import { CAST, emailOf, FIRST_NAMES, type Name } from './cast.ts'
import { remember, useTourMemory } from './tour-memory.ts'
import classes from './tour.module.css'
import { useEnrol } from './use-cast.ts'
import { tourWords } from './words.ts'

/** One button each: browsers make a passkey only on somebody's own click. */
export function EnrolCast({ enrolled }: { readonly enrolled: ReadonlySet<Name> }) {
  const words = useWords(tourWords)
  const { handout, enrolledHere } = useTourMemory()
  const enrol = useEnrol()
  const isEnrolled = (name: Name): boolean => enrolled.has(name) || enrolledHere.has(name)
  const next = CAST.find((name) => !isEnrolled(name))
  const invitationOf = (name: Name): string | undefined => handout?.people[emailOf(name)]?.enrolment

  function begin(name: Name, invitation: string) {
    enrol.mutate(invitation, { onSuccess: () => remember({ enrolledHere: new Set([...enrolledHere, name]) }) })
  }

  return (
    <>
      {enrol.isError ? <KeyFailureNotice error={enrol.error} /> : null}
      {handout === null ? <p className={classes['text']}>{words.lost}</p> : null}
      <ul className={classes['cast']}>
        {CAST.map((name) => {
          const invitation = invitationOf(name)
          return (
            <li key={name}>
              <span>
                {FIRST_NAMES[name]} <span className={classes['dim']}>({words.roles[name]})</span>
              </span>
              {isEnrolled(name) ? (
                <span className={classes['good']}>✓ {words.enrolled}</span>
              ) : invitation === undefined ? null : (
                <Button
                  size="compact-md"
                  variant={name === next ? 'filled' : 'default'}
                  disabled={enrol.isPending && enrol.variables !== invitation}
                  loading={enrol.isPending && enrol.variables === invitation}
                  leftSection={<IconKey size={16} aria-hidden />}
                  onClick={() => begin(name, invitation)}
                >
                  {words.enrol(FIRST_NAMES[name])}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <p role="status" className={classes['status']}>
        {enrol.isPending ? words.waiting : ''}
      </p>
      {handout === null ? null : <Invitations people={handout.people} />}
    </>
  )
}

type People = Readonly<Record<string, { readonly name: string; readonly enrolment: string }>>

function Invitations({ people }: { readonly people: People }) {
  const words = useWords(tourWords)
  return (
    <details>
      <summary>{words.invitations}</summary>
      <p className={classes['count']}>{words.invitationsHint}</p>
      <ul className={classes['list']}>
        {Object.entries(people).map(([email, { enrolment }]) => (
          <li key={email}>
            {email}: <code>{`${location.origin}/enrol#${enrolment}`}</code>
          </li>
        ))}
      </ul>
    </details>
  )
}
