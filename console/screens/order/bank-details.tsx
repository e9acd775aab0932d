import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { OrderContext } from '../../api/decisions.ts'
import { characterDifference } from '../../decision/character-difference.ts'
import { MarkedAccount } from '../../decision/marked-account.tsx'
import { readPresentedAccount, type PresentedAccount, type PresentedOrder } from '../../decision/presented-order.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { subjectPath } from '../../parts/subject-path.ts'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import classes from './order.module.css'
import { orderWords } from './words.ts'

interface BankDetailsProps {
  readonly order: PresentedOrder
  readonly context: OrderContext
  readonly nameOf: (personId: string) => string
}

/** The account that is signed beside the one last paid and the one on file. */
export function BankDetails({ order, context, nameOf }: BankDetailsProps) {
  const words = useWords(orderWords).bank
  const { status, onFile, lastUsed, differences } = context.account
  const isVetted = status === 'vetted'
  // Of what the order was a moment ago: a verdict on another account must not stand beside this one.
  if (String(context.version) !== order.version) {
    return (
      <Sheet title={words.title}>
        <p role="status" className={classes['dim']}>
          {words.comparing}
        </p>
      </Sheet>
    )
  }
  return (
    <Sheet title={words.title}>
      <p className={classes['verdict']} data-status={status}>
        {isVetted ? <IconCircleCheck size={20} aria-hidden /> : <IconAlertTriangle size={20} aria-hidden />}
        {words.status[status]}
      </p>
      <Comparison order={order} account={context.account} />
      <Facts>
        {differences.length === 0 ? null : (
          <Fact name={words.differs}>{differences.map((one) => words.differences[one]).join(', ')}</Fact>
        )}
        {lastUsed === null ? null : (
          <Fact name={words.lastAt}>
            <Link href={`/orders/${encodeURIComponent(lastUsed.orderId)}`}>
              <DateTime instant={lastUsed.at} />
            </Link>
          </Fact>
        )}
        <Fact name={onFile === null || isVetted ? words.onFile : words.onFileOther}>
          {onFile === null ? (
            words.notOnFile
          ) : (
            <>
              {words.version(onFile.version)}, {words.since} <DateTime instant={onFile.activatedAt} />
              {onFile.activatedBy.length === 0 ? null : (
                <>
                  , {words.by} <Name>{onFile.activatedBy.map(nameOf).join(', ')}</Name>
                </>
              )}
              {onFile.changeId === null ? null : (
                <>
                  {' · '}
                  <Link href={subjectPath({ type: 'account-change', id: onFile.changeId })}>{words.change}</Link>
                </>
              )}
            </>
          )}
        </Fact>
        {onFile === null || onFile.provenance === null ? null : (
          <Fact name={words.verified}>
            <LongText>{onFile.provenance}</LongText>
          </Fact>
        )}
      </Facts>
      <h3 className={classes['sub']}>{words.changes}</h3>
      {context.changes.length === 0 ? <p className={classes['dim']}>{words.noChanges}</p> : null}
      <ul className={classes['changes']}>
        {context.changes.map(({ changeId, at, state, by, kind }) => (
          <li key={changeId}>
            <Link href={subjectPath({ type: kind, id: changeId })}>
              {Object.entries(words.kinds).find(([name]) => name === kind)?.[1] ?? kind}
            </Link>
            <DateTime instant={at} />
            {by.length === 0 ? null : (
              <span className={classes['dim']}>
                {words.askedBy} <Name>{by.map(nameOf).join(', ')}</Name>
              </span>
            )}
            <StateBadge state={state} />
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

/** The account of this payment, character by character against the one last paid and any other that is on file. */
function Comparison({ order, account }: { order: PresentedOrder; account: OrderContext['account'] }) {
  const words = useWords(orderWords).bank
  const { status, onFile, lastUsed, differences } = account
  if (order.account === null) return <p className={classes['dim']}>{words.hidden}</p>
  const last = readPresentedAccount(lastUsed?.account ?? null)
  const filed = status === 'vetted' ? null : readPresentedAccount(onFile?.account ?? null)
  const isFiledToo = last !== null && filed !== null && JSON.stringify(last) === JSON.stringify(filed)
  return (
    <>
      {lastUsed === null ? <p className={classes['dim']}>{words.never}</p> : null}
      {last === null ? null : isSame(order.account, last) && differences.length === 0 ? (
        <p>{words.same}</p>
      ) : (
        <AccountPair now={order.account} name={isFiledToo ? words.lastAndFiled : words.last} other={last} />
      )}
      {filed === null || isFiledToo ? null : <AccountPair now={order.account} name={words.filed} other={filed} />}
    </>
  )
}

function isSame(one: PresentedAccount, other: PresentedAccount): boolean {
  return one.number === other.number && one.bic === other.bic
}

interface AccountPairProps {
  readonly now: PresentedAccount
  readonly name: string
  readonly other: PresentedAccount
}

function AccountPair({ now, name, other }: AccountPairProps) {
  const words = useWords(orderWords).bank
  const [here, there] = characterDifference(now.number, other.number)
  return (
    <dl className={classes['compared']}>
      <div>
        <dt>{words.now}</dt>
        <dd>
          <MarkedAccount stretches={here} />
          {now.bic === null ? null : <span className={classes['dim']}>{now.bic}</span>}
        </dd>
      </div>
      <div>
        <dt>{name}</dt>
        <dd>
          <MarkedAccount stretches={there} />
          {other.bic === null ? null : <span className={classes['dim']}>{other.bic}</span>}
          {other.elements.map(([path, value]) => (
            <span key={path} className={classes['dim']}>
              <bdi>{`${path} ${value}`}</bdi>
            </span>
          ))}
        </dd>
      </div>
    </dl>
  )
}
