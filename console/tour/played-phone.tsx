import { Button } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words/language.tsx'
import classes from './tour.module.css'
import { tourWords } from './words.ts'

/** Whoever is rung. They answer what they are asked, and nothing before. */
export function PlayedPhone() {
  const words = useWords(tourWords)
  return (
    <section className={classes['paper']}>
      <h3>{words.phone}</h3>
      <p className={classes['count']}>{words.phoneHint}</p>
      <Question ask={words.askAmount} answer={words.sayAmount} />
      <Question ask={words.askAccount} answer={words.sayAccount} />
    </section>
  )
}

function Question({ ask, answer }: { readonly ask: string; readonly answer: string }) {
  const [isAsked, setAsked] = useState(false)
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setAsked(true)}>
        {ask}
      </Button>
      <p role="status" className={classes['spoken']}>
        {isAsked ? answer : ''}
      </p>
    </>
  )
}
