import { useQuery } from '@tanstack/react-query'
import { installationQuery } from '../api/installation.ts'
import { lazy, Suspense } from 'react'
import { useWords } from '../words/language.tsx'
import classes from './profile-banner.module.css'
import { shellWords } from './shell-words.ts'

const DemoBar = lazy(async () => ({ default: (await import('../tour/demo-bar.tsx')).DemoBar }))

/** What everybody must know about this installation before they read anything else on it. */
export function ProfileBanner() {
  const words = useWords(shellWords)
  const { data } = useQuery(installationQuery)
  if (data === undefined) return null
  return (
    <>
      {data.profile === 'production' ? null : (
        <p className={classes['banner']}>
          {words[data.profile]}
          {data.profile === 'demo' && data.organisation ? (
            <Suspense fallback={null}>
              <DemoBar />
            </Suspense>
          ) : null}
        </p>
      )}
      {data.genesis === 'pending' ? <p className={classes['banner']}>{words.genesis}</p> : null}
    </>
  )
}
