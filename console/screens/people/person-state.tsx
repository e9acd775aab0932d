import type { Person } from '../../api/people.ts'
import { useWords } from '../../words/language.tsx'
import classes from './people.module.css'
import { peopleWords } from './words.ts'

export function PersonState({ state }: Pick<Person, 'state'>) {
  const words = useWords(peopleWords)
  return (
    <span className={classes['state']} data-state={state}>
      {words.states[state]}
    </span>
  )
}
