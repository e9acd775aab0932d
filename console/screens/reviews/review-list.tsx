import { IconEyeOff } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { SubjectSummary } from '../../api/subjects.ts'
import { rankReasons } from '../../decision/rank-reasons.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useNow } from '../../parts/use-now.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { signalLabel, signalWords } from '../../words/signal-words.ts'
import { subjectWords } from '../../words/subject-words.ts'
import { titleIn } from '../../words/title-words.ts'
import { Amount, Name, RelativeTime } from '../../words/values.tsx'
import classes from './reviews.module.css'
import { reviewWords } from './words.ts'

const REASONS = 3

export function ReviewList({ items }: { readonly items: readonly SubjectSummary[] }) {
  return (
    <ul className={classes['list']}>
      {items.map((item) => (
        <li key={`${item.subject.type}/${item.subject.id}`}>
          <Review item={item} />
        </li>
      ))}
    </ul>
  )
}

function Review({ item }: { readonly item: SubjectSummary }) {
  const { language } = useLanguage()
  const words = useWords(reviewWords)
  const labels = useWords(signalWords)
  const { types } = useWords(subjectWords)
  const now = useNow(30_000)
  const isOverdue = item.dueAt !== null && Date.parse(item.dueAt) <= now
  const type = Object.entries(types).find(([name]) => name === item.subject.type)?.[1] ?? item.subject.type
  return (
    <Link href={subjectPath(item.subject)} className={classes['row']}>
      <span className={classes['what']}>
        <strong>
          <Name>{item.payee ?? titleIn(language, item.title)}</Name>
        </strong>
        <span className={classes['lead']}>
          {type}
          {item.externalId === null ? null : (
            <>
              {' · '}
              <Name>{item.externalId}</Name>
            </>
          )}
        </span>
        <span className={classes['reasons']}>
          {rankReasons(item.signals)
            .slice(0, REASONS)
            .map((code) => signalLabel(labels, code))
            .join(' · ')}
        </span>
      </span>
      <span className={classes['right']}>
        {item.blind ? (
          <span className={classes['lead']}>
            <IconEyeOff size={15} aria-hidden /> {words.hidden}
          </span>
        ) : item.amount === null || item.currency === null ? null : (
          <strong>
            <Amount value={item.amount} currency={item.currency} />
          </strong>
        )}
        <StateBadge state={item.state} held={item.held} />
        <span className={classes['due']} data-overdue={isOverdue}>
          {item.dueAt === null ? null : (
            <>
              {isOverdue ? words.overdue : words.due} <RelativeTime instant={item.dueAt} />
            </>
          )}
        </span>
        {item.escalatedSince === null ? null : (
          <span className={classes['lead']}>
            {words.since} <RelativeTime instant={item.escalatedSince} />
          </span>
        )}
      </span>
    </Link>
  )
}
