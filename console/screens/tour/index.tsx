import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { installationQuery } from '../../api/installation.ts'
import { NotFound } from '../../app/not-found.tsx'
import { ProfileBanner } from '../../app/profile-banner.tsx'
import { Loading } from '../../parts/loading.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { isDone, STEPS } from '../../tour/progress.ts'
import { StepCard } from '../../tour/step-card.tsx'
import { remember } from '../../tour/tour-memory.ts'
import classes from '../../tour/tour.module.css'
import { useTour, type Tour } from '../../tour/use-tour.ts'
import { tourWords } from '../../tour/words.ts'
import { useWords } from '../../words/language.tsx'

/** `/tour`: the demo's story from end to end, for somebody with one laptop. */
export function Screen() {
  const installation = useQuery(installationQuery).data
  if (installation === undefined) return <Loading />
  return installation.profile === 'demo' ? <DemoTour /> : <NotFound />
}

function DemoTour() {
  const words = useWords(tourWords)
  const tour = useTour()
  useEffect(() => remember({ isRunning: true }), [])
  return (
    <>
      <header>
        <ProfileBanner />
      </header>
      <main className={classes['page']}>
        <PageHeading>{words.title}</PageHeading>
        <p className={classes['lead']}>{words.lead}</p>
        <div className={classes['columns']}>
          <Overview tour={tour} />
          <StepCard tour={tour} />
        </div>
      </main>
    </>
  )
}

function Overview({ tour: { facts, step } }: { readonly tour: Tour }) {
  const words = useWords(tourWords)
  return (
    <ol className={classes['steps']} aria-label={words.overview}>
      {STEPS.map((one) => {
        const when = one === step ? 'now' : facts !== null && isDone(one, facts) ? 'done' : 'later'
        return (
          <li key={one} data-when={when} aria-current={when === 'now' ? 'step' : undefined}>
            <span className={classes['sign']} role="img" aria-label={words[when]}>
              {{ done: '✓', now: '→', later: '·' }[when]}
            </span>
            {words.steps[one].title}
          </li>
        )
      })}
    </ol>
  )
}
