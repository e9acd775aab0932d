import { UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words/language.tsx'
import { defineWords } from '../words/define-words.ts'
import classes from './outside-text.module.css'

const words = defineWords({
  en: { all: 'Show all of it', less: 'Show less' },
  de: { all: 'Alles zeigen', less: 'Weniger zeigen' },
})

const SHORT = 280

/** Whatever somebody wrote: as text, in its own direction, and no longer than is read at a glance. */
export function OutsideText({ children }: { readonly children: string }) {
  const { all, less } = useWords(words)
  const [isOpen, setOpen] = useState(false)
  const isLong = children.length > SHORT
  const shown = isLong && !isOpen ? `${children.slice(0, SHORT)}…` : children
  return (
    <span className={classes['text']}>
      <bdi>{shown}</bdi>
      {isLong ? (
        <>
          {' '}
          <UnstyledButton
            className={classes['more'] ?? ''}
            fz="sm"
            td="underline"
            onClick={() => setOpen(!isOpen)}
            aria-expanded={isOpen}
          >
            {isOpen ? less : all}
          </UnstyledButton>
        </>
      ) : null}
    </span>
  )
}
