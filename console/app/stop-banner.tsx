import { IconHandStop } from '@tabler/icons-react'
import { Link } from 'wouter'
import { usePersonName } from '../parts/use-person-name.ts'
import { holdWords } from '../words/hold-words.ts'
import { useWords } from '../words/language.tsx'
import { DateTime, Name } from '../words/values.tsx'
import { shellWords } from './shell-words.ts'
import classes from './stop-banner.module.css'
import { useStops } from './use-stops.ts'

/** On every screen while everything is stopped, and always in sight: since when, by whom, and where to go. */
export function StopBanner() {
  const words = useWords(holdWords)
  const { details } = useWords(shellWords)
  const personName = usePersonName()
  // The first of them began it.
  const hold = useStops().at(-1)
  return (
    <div role="alert" className={classes['place']}>
      {hold === undefined ? null : (
        <div className={classes['banner']}>
          <IconHandStop size={20} aria-hidden />
          <strong>{words.stopped}</strong>
          <span>
            {words.since} <DateTime instant={hold.placedAt} />
            {hold.placedBy === null ? null : (
              <>
                , {words.by} <Name>{personName(hold.placedBy)}</Name>
              </>
            )}
          </span>
          <span className={classes['reason']}>
            <Name>{hold.reason}</Name>
          </span>
          <Link href="/stop">{details}</Link>
        </div>
      )}
    </div>
  )
}
