import { subjectWords } from '../words/subject-words.ts'
import { useWords } from '../words/language.tsx'
import { shownState } from './shown-state.ts'
import classes from './state-badge.module.css'

/** Colour is a second sign; the word is the first. */
export function StateBadge({ state, held = false }: { readonly state: string; readonly held?: boolean }) {
  const words = useWords(subjectWords)
  const shown = shownState(state)
  const detail = Object.entries(words.stopped).find(([name]) => name === state)?.[1]
  return (
    <span className={classes['badge']} data-state={held ? 'held' : shown}>
      <span className={classes['dot']} aria-hidden />
      {held ? words.held : (detail ?? words.states[shown])}
    </span>
  )
}
