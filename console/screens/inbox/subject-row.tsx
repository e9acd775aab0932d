import { VisuallyHidden } from '@mantine/core'
import { IconEyeOff, IconFlame } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { SubjectSummary } from '../../api/subjects.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { signalLabel, signalWords } from '../../words/signal-words.ts'
import { subjectWords } from '../../words/subject-words.ts'
import { titleIn } from '../../words/title-words.ts'
import { Amount, Name, RelativeTime } from '../../words/values.tsx'
import classes from './inbox.module.css'
import { needsOf, partsOf } from './needs.ts'
import { inboxWords } from './words.ts'

/** So many reasons fit on a line; the rest are counted. */
const REASONS = 2

interface SubjectRowProps {
  readonly item: SubjectSummary
  readonly isDone: boolean
}

/** One link: whatever is said about an item belongs to its name. */
export function SubjectRow({ item, isDone }: SubjectRowProps) {
  const { language } = useLanguage()
  const words = useWords(inboxWords)
  const subjects = useWords(subjectWords)
  const type = Object.entries(subjects.types).find(([name]) => name === item.subject.type)?.[1] ?? item.subject.type
  const parts = partsOf(subjects, item)
  const at = isDone ? item.createdAt : item.dueAt

  return (
    <li>
      <Link href={subjectPath(item.subject)} className={classes['row']} data-row data-held={item.held}>
        <span className={classes['what']}>
          <span className={classes['title']}>
            <Name>{item.payee ?? titleIn(language, item.title)}</Name>
          </span>
          <span className={classes['detail']}>
            {type}
            {item.externalId === null ? null : (
              <>
                {' · '}
                <Name>{item.externalId}</Name>
              </>
            )}
            {item.escalatedSince === null ? null : (
              <>
                {' '}
                <span className={classes['escalated']}>
                  <IconFlame size={14} aria-hidden /> {subjects.escalated}
                </span>
              </>
            )}
          </span>
        </span>
        <span className={classes['amountCell']}>
          <AmountCell item={item} isDone={isDone} />
        </span>
        <span className={classes['why']}>
          <Reasons signals={item.signals} />
        </span>
        <span className={classes['needs']}>
          {parts.length === 0 ? null : <span className={classes['mine']}>{parts.join(', ')}</span>}
          <span className={classes['others']}>
            {isDone ? null : <VisuallyHidden>{words.columns.needs}: </VisuallyHidden>}
            {isDone ? null : needsOf(subjects, item).join(', ')}
          </span>
        </span>
        <span className={classes['state']}>
          <StateBadge state={item.state} held={item.held} />
        </span>
        <span className={classes['due']}>{at === null ? null : <RelativeTime instant={at} />}</span>
      </Link>
    </li>
  )
}

function AmountCell({ item, isDone }: SubjectRowProps) {
  const words = useWords(inboxWords)
  if (item.blind) {
    return (
      <span className={classes['blind']}>
        <IconEyeOff size={15} aria-hidden /> {isDone ? words.blindDone : words.blind}
      </span>
    )
  }
  if (item.amount === null || item.currency === null) return <VisuallyHidden>{words.noAmount}</VisuallyHidden>
  return <Amount value={item.amount} currency={item.currency} />
}

function Reasons({ signals }: { readonly signals: readonly string[] }) {
  const words = useWords(inboxWords)
  const labels = useWords(signalWords)
  const rest = signals.slice(REASONS)
  if (signals.length === 0) return null
  return (
    <>
      <VisuallyHidden>{words.columns.why}: </VisuallyHidden>
      {signals.slice(0, REASONS).map((code) => (
        <span key={code} className={classes['reason']}>
          {signalLabel(labels, code)}
        </span>
      ))}
      {rest.length === 0 ? null : (
        <span className={classes['reason']} title={rest.map((code) => signalLabel(labels, code)).join(', ')}>
          <span aria-hidden>{words.andMore(rest.length)}</span>
          <VisuallyHidden>{rest.map((code) => signalLabel(labels, code)).join(', ')}</VisuallyHidden>
        </span>
      )}
    </>
  )
}
