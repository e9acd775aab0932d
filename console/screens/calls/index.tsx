import { Paper } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { IconPhoneCall } from '@tabler/icons-react'
import { Link } from 'wouter'
import { callsQuery, type CallToMake } from '../../api/calls.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useWords } from '../../words/language.tsx'
import { signalLabel, signalWords } from '../../words/signal-words.ts'
import { subjectWords } from '../../words/subject-words.ts'
import { Name, RelativeTime } from '../../words/values.tsx'
import classes from './calls.module.css'
import { callsWords } from './words.ts'

/** The calls that I may make. No amounts: a caller who does not know one cannot let it slip. */
export function Screen() {
  const words = useWords(callsWords)
  const { data, error, refetch } = useQuery(callsQuery)
  return (
    <>
      <PageHeading>{words.title}</PageHeading>
      <p className={classes['lead']}>{words.lead}</p>
      {error === null ? null : <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null ? <Loading /> : null : <Queue calls={data} />}
    </>
  )
}

function Queue({ calls }: { readonly calls: readonly CallToMake[] }) {
  const words = useWords(callsWords)
  if (calls.length === 0) {
    return (
      <Paper withBorder radius="md">
        <EmptyState icon={<IconPhoneCall size={24} />} title={words.empty}>
          {words.emptyBody}
        </EmptyState>
      </Paper>
    )
  }
  return (
    <ul className={classes['list']}>
      {calls.map((call) => (
        <li key={call.requirementId}>
          <Row call={call} />
        </li>
      ))}
    </ul>
  )
}

function Row({ call: { requirementId, line } }: { readonly call: CallToMake }) {
  const words = useWords(callsWords)
  const signals = useWords(signalWords)
  const { types } = useWords(subjectWords)
  // The title of a payment would say the amount.
  const about = line.payee ?? line.title
  return (
    <Link href={`/calls/${encodeURIComponent(requirementId)}`} className={classes['row']}>
      <span className={classes['what']}>
        <span className={classes['about']}>
          <Name>{about}</Name>
        </span>
        <span className={classes['dim']}>
          {types[line.subject.type]}
          {line.externalId === null ? null : (
            <>
              {' · '}
              <Name>{line.externalId}</Name>
            </>
          )}
        </span>
        {line.held ? <span className={classes['held']}>{words.held}</span> : null}
      </span>
      <span className={classes['why']}>
        {line.signals.map((code) => (
          <span key={code} className={classes['reason']}>
            {signalLabel(signals, code)}
          </span>
        ))}
      </span>
      <span className={classes['dim']}>
        {line.dueAt === null ? null : (
          <>
            {words.due} <RelativeTime instant={line.dueAt} />
          </>
        )}
      </span>
      <span className={classes['make']}>
        <IconPhoneCall size={18} aria-hidden />
        {words.make}
      </span>
    </Link>
  )
}
