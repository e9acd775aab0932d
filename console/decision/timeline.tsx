import type { Standing } from '../api/decisions.ts'
import { LongText } from '../parts/long-text.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { useWords } from '../words/language.tsx'
import { DateTime, Name } from '../words/values.tsx'
import classes from './decision.module.css'
import { timelineOf } from './timeline-items.ts'
import { timelineWords, type TimelineWords } from './timeline-words.ts'

interface TimelineProps {
  readonly view: Standing
  readonly nameOf: (personId: string) => string
}

/** Who did what and when, oldest first; what counts no longer stays, and is said not to count. */
export function Timeline({ view, nameOf }: TimelineProps) {
  const words = useWords(timelineWords)
  return (
    <Sheet title={words.title}>
      <ol className={classes['timeline']}>
        {timelineOf(view).map(({ key, at, kind, by, version, isVoid, logIndex, reason }) => (
          <li key={key} data-void={isVoid}>
            <DateTime instant={at} />
            <div>
              <span className={classes['happened']}>{happened(words, kind)}</span>
              {by === null ? null : (
                <>
                  {' · '}
                  <Name>{nameOf(by)}</Name>
                </>
              )}
              <span className={classes['dim']}> · {words.version(version)}</span>
              {logIndex === null ? null : <span className={classes['dim']}> · {words.log(logIndex)}</span>}
              {isVoid ? <strong className={classes['void']}> {words.void}</strong> : null}
              {reason === null ? null : (
                <div>
                  <LongText>{reason}</LongText>
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Sheet>
  )
}

function happened(words: TimelineWords, kind: string): string {
  const [what = '', decision] = kind.split('.')
  if (decision === 'deny') return words.denied
  if (decision === 'continue') return words.review
  if (decision === 'confirm') return Object.entries(words.confirm).find(([name]) => name === what)?.[1] ?? kind
  switch (kind) {
    case 'submitted':
    case 'amended':
    case 'assessed_again':
    case 'escalated':
    case 'approved':
    case 'cancelled':
      return words[kind]
    default:
      return kind
  }
}
