import { useWords } from '../words/language.tsx'
import { LongText } from '../parts/long-text.tsx'
import type { Presentation } from '../api/signing.ts'
import { useShortCode } from '../signing/use-short-code.ts'
import classes from './decision.module.css'
import { flattened } from './flattened.ts'
import { decisionWords } from './words.ts'

interface EverythingSignedProps {
  readonly presentation: Presentation
  readonly isOpen?: boolean
}

/** Whatever a key will cover, value by value: also what this console has no better place for. */
export function EverythingSigned({ presentation, isOpen = false }: EverythingSignedProps) {
  const words = useWords(decisionWords).everything
  const code = useShortCode(presentation.bytes)
  return (
    <details className={classes['everything']} open={isOpen}>
      <summary>{words.title}</summary>
      <p className={classes['dim']}>{words.hint}</p>
      <p className={classes['dim']}>
        {words.bytes}: <code>{code}</code>
      </p>
      <dl className={classes['members']}>
        {flattened(presentation.members).map(([path, value]) => (
          <div key={path}>
            <dt>
              <code>{path}</code>
            </dt>
            <dd>
              <LongText>{value}</LongText>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
