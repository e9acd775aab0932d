import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { installationQuery } from '../api/installation.ts'
import { useWords } from '../words/language.tsx'
import classes from './profile-banner.module.css'
import { isSomebodyThere } from './presence.ts'
import { useSession } from './session.tsx'
import { shellWords } from './shell-words.ts'

const ASK_MS = 20_000

/** While the organisation has not begun, its administrators are told where they begin it. */
export function GenesisNotice() {
  const words = useWords(shellWords)
  const { person } = useSession()
  const { data } = useQuery({
    ...installationQuery,
    // The other one's signature ends it, and no stream tells of that.
    refetchInterval: ({ state }) => (state.data?.genesis === 'pending' && isSomebodyThere() ? ASK_MS : false),
  })
  if (data?.genesis !== 'pending' || !person.roles.includes('administrator')) return null
  return (
    <p className={classes['banner']}>
      <Link href="/genesis">{words.toGenesis}</Link>
    </p>
  )
}
