import type { ReactNode } from 'react'
import { useWords } from '../words/language.tsx'
import { removalWords } from '../words/removal-words.ts'
import { Notice } from './notice.tsx'
import classes from './removal-effects.module.css'

interface RemovalEffectsProps {
  readonly going: 'account' | 'phone' | 'email'
  /** Phone contacts of this payee that stay on file; asked only where one goes. */
  readonly phonesLeft?: number
  /** What only one of them is told. */
  readonly children?: ReactNode
}

/** What follows when something goes off file: told alike to whoever proposes it and to whoever signs. */
export function RemovalEffects({ going, phonesLeft = 0, children }: RemovalEffectsProps) {
  const words = useWords(removalWords)
  return (
    <div className={classes['effects']}>
      <p>{words.effects[going]}</p>
      {going !== 'phone' ? null : phonesLeft > 0 ? (
        <p>{words.phonesLeft}</p>
      ) : (
        <Notice>
          <p>{words.noPhoneLeft}</p>
        </Notice>
      )}
      <p>{words.noCall}</p>
      {children}
    </div>
  )
}
