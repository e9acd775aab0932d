import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { installationQuery } from '../api/installation.ts'
import { useWords } from '../words/language.tsx'
import classes from './profile-banner.module.css'
import { useSession } from './session.tsx'
import { shellWords } from './shell-words.ts'

/** While the organisation has not begun, its administrators are told where they begin it. */
export function GenesisNotice() {
  const words = useWords(shellWords)
  const { person } = useSession()
  const { data } = useQuery(installationQuery)
  if (data?.genesis !== 'pending' || !person.roles.includes('administrator')) return null
  return (
    <p className={classes['banner']}>
      <Link href="/genesis">{words.toGenesis}</Link>
    </p>
  )
}
