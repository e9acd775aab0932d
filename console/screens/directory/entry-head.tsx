import { Button } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import { useWords } from '../../words/language.tsx'
import classes from './directory.module.css'
import { directoryWords } from './words.ts'

interface EntryHeadProps {
  readonly onRemove: (() => void) | null
  /** What is on file. */
  readonly children: ReactNode
}

/** An account or a contact, and beside it the way to have it taken off file. */
export function EntryHead({ onRemove, children }: EntryHeadProps) {
  const { removal: words } = useWords(directoryWords)
  const id = useId()
  return (
    <div className={classes['entry']}>
      <div className={classes['number']} id={id}>
        {children}
      </div>
      {onRemove === null ? null : (
        <Button variant="subtle" color="gray" size="compact-sm" aria-describedby={id} onClick={onRemove}>
          {words.ask}
        </Button>
      )}
    </div>
  )
}
