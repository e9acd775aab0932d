import { Button } from '@mantine/core'
import { useState } from 'react'
import { defineWords } from '../words/define-words.ts'
import { useWords } from '../words/language.tsx'
import classes from './long-text.module.css'

const longTextWords = defineWords({
  en: { all: (length: string) => `Show all ${length} characters` },
  de: { all: (length: string) => `Alle ${length} Zeichen zeigen` },
})

/** What fits on a few lines. */
const SHORT = 400

/** Somebody else's text: on its own writing direction, never markup, and not longer than a few lines unless wanted. */
export function LongText({ children }: { readonly children: string }) {
  const words = useWords(longTextWords)
  const [isWhole, setWhole] = useState(false)
  const characters = [...children]
  const isCut = characters.length > SHORT && !isWhole
  return (
    <>
      <bdi className={classes['text']}>{isCut ? `${characters.slice(0, SHORT).join('')}…` : children}</bdi>
      {isCut ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setWhole(true)} className={classes['all'] ?? ''}>
          {words.all(characters.length.toLocaleString())}
        </Button>
      ) : null}
    </>
  )
}
