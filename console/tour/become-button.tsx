import { Button } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/session.ts'
import { KeyFailureNotice } from '../parts/key-failure-notice.tsx'
import { useWords } from '../words/language.tsx'
import { emailOf, FIRST_NAMES, type Name } from './cast.ts'
import classes from './tour.module.css'
import { useBecome } from './use-cast.ts'
import { tourWords } from './words.ts'

interface BecomeButtonProps {
  readonly name: Name
  /** Where that person goes. */
  readonly path?: string | null
  readonly variant?: 'filled' | 'default'
}

/** Out of whoever is signed in and into this person, by their own passkey. */
export function BecomeButton({ name, path = null, variant = 'filled' }: BecomeButtonProps) {
  const words = useWords(tourWords)
  const become = useBecome()
  const session = useQuery(sessionQuery).data
  if (session?.person.email === emailOf(name)) {
    return <p className={classes['good']}>{words.you(FIRST_NAMES[name])}</p>
  }
  return (
    <>
      {become.isError ? <KeyFailureNotice error={become.error} /> : null}
      <Button
        variant={variant}
        loading={become.isPending}
        leftSection={<IconKey size={18} aria-hidden />}
        onClick={() => become.mutate({ email: emailOf(name), path })}
      >
        {words.become(FIRST_NAMES[name])} ({words.roles[name]})
      </Button>
      <p role="status" className={classes['status']}>
        {become.isPending ? words.waiting : ''}
      </p>
    </>
  )
}
