import { useEffect, useRef } from 'react'
import { Loading } from '../parts/loading.tsx'
import { useWords } from '../words/language.tsx'
import { BecomeButton } from './become-button.tsx'
import { CAST } from './cast.ts'
import { STEPS } from './progress.ts'
import { StepAction } from './step-action.tsx'
import classes from './tour.module.css'
import type { Tour } from './use-tour.ts'
import { tourWords } from './words.ts'

/** The step the tour is at: what to do, and what that proves. */
export function StepCard({ tour }: { readonly tour: Tour }) {
  const words = useWords(tourWords)
  const { step } = tour
  const heading = useRef<HTMLHeadingElement>(null)
  const announced = useRef(step)
  useEffect(() => {
    if (step === null || announced.current === step) return
    const isFirst = announced.current === null
    announced.current = step
    // Somebody at work on the page beside it keeps the focus there.
    if (!isFirst && heading.current?.closest('aside') === null) heading.current.focus({ preventScroll: true })
  }, [step])

  if (step === null && tour.session !== null) return <Loading />
  if (step === null) return <ContinueAs />
  const { title, does, proves } = words.steps[step]
  return (
    <section className={classes['card']} aria-label={title}>
      <div role="status">
        <p className={classes['count']}>{words.stepOf(STEPS.indexOf(step) + 1, STEPS.length)}</p>
        <h2 className={classes['cardTitle']} ref={heading} tabIndex={-1}>
          {title}
        </h2>
      </div>
      <p className={classes['text']}>{does}</p>
      <StepAction key={step} step={step} tour={tour} />
      <p className={classes['proves']}>
        <strong>{words.proves}</strong>
        {proves}
      </p>
    </section>
  )
}

function ContinueAs() {
  const words = useWords(tourWords)
  return (
    <section className={classes['card']}>
      <h2 className={classes['cardTitle']}>{words.nobody}</h2>
      <p className={classes['text']}>{words.continueAs}</p>
      {CAST.map((name) => (
        <BecomeButton key={name} name={name} variant="default" />
      ))}
    </section>
  )
}
