import { Alert } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { orderContextQuery, type Order } from '../../api/decisions.ts'
import { useSession } from '../../app/session.tsx'
import { BlindEntry } from '../../decision/blind-entry.tsx'
import { ChangedNotice } from '../../decision/changed-notice.tsx'
import { Decision } from '../../decision/decision.tsx'
import decisionClasses from '../../decision/decision.module.css'
import { EverythingSigned } from '../../decision/everything-signed.tsx'
import { PaymentSummary } from '../../decision/payment-summary.tsx'
import { readPresentedOrder } from '../../decision/presented-order.ts'
import { RequirementList } from '../../decision/requirement-list.tsx'
import { StandingNotices } from '../../decision/standing-notices.tsx'
import { Timeline } from '../../decision/timeline.tsx'
import { useDecision } from '../../decision/use-decision.ts'
import { decisionWords } from '../../decision/words.ts'
import { CopyValue } from '../../parts/copy-value.tsx'
import { PageHeading } from '../../parts/page-heading.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { shownState } from '../../parts/shown-state.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { usePersonName } from '../../parts/use-person-name.ts'
import { useWords } from '../../words/language.tsx'
import { Amount, Name } from '../../words/values.tsx'
import { Attachments } from './attachments.tsx'
import { BankDetails } from './bank-details.tsx'
import { Comments } from './comments.tsx'
import { PayeeHistory } from './payee-history.tsx'
import { Payment } from './payment.tsx'
import { Reasons } from './reasons.tsx'
import { WhoAsked } from './who-asked.tsx'
import { orderWords } from './words.ts'

/** Isolates an id from elsewhere inside a heading (Unicode FSI, PDI). */
const isolated = (text: string): string => `\u2068${text}\u2069`

export function OrderDecision({ order }: { readonly order: Order }) {
  const words = useWords(orderWords)
  const { unreadable } = useWords(decisionWords)
  const nameOf = usePersonName()
  const { person } = useSession()
  // Only a way there: the service says whose an order is, and until when it can be changed.
  const isMine = order.requestedBy.includes(person.id)
  const isUndecided = ['checking', 'waiting', 'approved'].includes(shownState(order.state))
  const deciding = useDecision({ type: 'order', id: order.id }, order)
  const context = useQuery(orderContextQuery(order.id))
  const { presentation, read, changes } = deciding
  // What is shown is what is signed: from the presentation's bytes, never from the order's view.
  const shown = presentation === null ? null : readPresentedOrder(presentation.members)
  const before = read === null || changes.length === 0 ? null : readPresentedOrder(read.presentation.members)
  const isUnreadable = presentation !== null && shown === null
  const brief =
    shown === null ? null : (
      <>
        {shown.amount === null ? null : (
          <>
            <Amount value={shown.amount} currency={shown.currency} /> ·{' '}
          </>
        )}
        <Name>{shown.payeeName}</Name>
      </>
    )

  return (
    <>
      <header className={decisionClasses['head']}>
        <PageHeading>{words.title(isolated(order.externalId))}</PageHeading>
        <StateBadge state={order.state} held={order.holds.length > 0} />
        <div className={decisionClasses['ids']}>
          <span>
            {words.id} <code>{order.id}</code> <CopyValue name={words.id} value={order.id} />
          </span>
          <span>
            {words.externalId} <Name>{order.externalId}</Name>{' '}
            <CopyValue name={words.externalId} value={order.externalId} />
          </span>
          <span>{words.version(String(order.version))}</span>
          {isMine && isUndecided ? (
            <Link href={`/orders/${encodeURIComponent(order.id)}/amend`}>{words.amend}</Link>
          ) : null}
        </div>
      </header>
      <div className={decisionClasses['notices']}>
        {deciding.error === null ? null : <ProblemNotice error={deciding.error} retry={deciding.retry} />}
        {isUnreadable ? (
          <Alert color="red" role="alert" title={unreadable.title}>
            {unreadable.body}
          </Alert>
        ) : null}
        <ChangedNotice deciding={deciding} />
        <StandingNotices view={order} nameOf={nameOf} />
      </div>
      <Decision
        deciding={deciding}
        isReadable={shown !== null}
        brief={brief}
        summary={shown === null ? null : <PaymentSummary order={shown} />}
      >
        {({ deny, contacted }) => (
          <div className={decisionClasses['page']}>
            <div className={decisionClasses['column']}>
              {shown === null ? null : (
                <>
                  <Payment
                    {...{ order: shown, before, changes }}
                    blindEntry={<BlindEntry deciding={deciding} currency={shown.currency} onDeny={deny} />}
                  />
                  <Reasons
                    codes={shown.reasons}
                    signals={order.signals}
                    added={before === null ? [] : shown.reasons.filter((code) => !before.reasons.includes(code))}
                  />
                  {context.data === undefined ? null : (
                    <BankDetails order={shown} context={context.data} nameOf={nameOf} />
                  )}
                  <WhoAsked order={shown} changes={before === null ? [] : changes} nameOf={nameOf} />
                  {context.data === undefined ? null : <PayeeHistory history={context.data.payeeHistory} />}
                </>
              )}
              {context.error === null ? null : (
                <ProblemNotice error={context.error} retry={() => void context.refetch()} />
              )}
              {contacted === null ? null : <Sheet title={words.you.title}>{contacted}</Sheet>}
            </div>
            <aside className={decisionClasses['column']} aria-label={words.aside}>
              <RequirementList view={order} nameOf={nameOf} />
              <Timeline view={order} nameOf={nameOf} />
              {shown === null ? null : <Attachments signed={shown.attachments} files={order.attachments} />}
              <Comments order={order} nameOf={nameOf} />
              {presentation === null ? null : <EverythingSigned presentation={presentation} />}
            </aside>
          </div>
        )}
      </Decision>
    </>
  )
}
