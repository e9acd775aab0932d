import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { organisationQuery } from '../../api/decisions.ts'
import { amountInWords } from '../../decision/amount-in-words.ts'
import { changedMembers } from '../../decision/changed-members.ts'
import { decisionWords } from '../../decision/words.ts'
import { ExactAmount } from '../../decision/exact-amount.tsx'
import type { PresentedOrder } from '../../decision/presented-order.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { LongText } from '../../parts/long-text.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatDay } from '../../words/format.ts'
import { useLanguage, useWords } from '../../words/language.tsx'
import { AccountNumber, Name } from '../../words/values.tsx'
import classes from './order.module.css'
import { orderWords } from './words.ts'

interface PaymentProps {
  readonly order: PresentedOrder
  /** What was read before, where that is not what stands here now. */
  readonly before: PresentedOrder | null
  readonly changes: readonly string[]
  /** Instead of amount and account, while this person has yet to type them. */
  readonly blindEntry: ReactNode
}

/** The payment, from the very bytes that are signed. */
export function Payment({ order, before, changes, blindEntry }: PaymentProps) {
  const words = useWords(orderWords).payment
  const { changed } = useWords(decisionWords)
  const { language, locale } = useLanguage()
  const members = changedMembers(changes)
  const was = (member: (typeof members)[number], value: (of: PresentedOrder) => ReactNode) =>
    before !== null && members.includes(member) ? { before: value(before), beforeLabel: changed.before } : {}
  const spelled = order.amount === null ? null : amountInWords(language, order.amount, order.currency)

  return (
    <Sheet title={words.title}>
      {order.amount === null || order.account === null ? (
        <div className={classes['blind']}>{blindEntry}</div>
      ) : (
        <div className={classes['amount']} data-changed={members.includes('amount') && before !== null}>
          <p className={classes['digits']}>
            <ExactAmount value={order.amount} currency={order.currency} />
          </p>
          {spelled === null ? null : <p className={classes['spelled']}>{spelled}</p>}
          {before !== null && before.amount !== null && members.includes('amount') ? (
            <p>
              {changed.before}:{' '}
              <del>
                {before.currency} {before.amount}
              </del>
            </p>
          ) : null}
        </div>
      )}
      <Facts>
        <Fact name={words.payee} {...was('payee', (of) => <Name>{of.payeeName}</Name>)}>
          <strong className={classes['payee']}>
            <Name>{order.payeeName}</Name>
          </strong>
        </Fact>
        {order.account === null ? null : (
          <>
            <Fact name={words.account} {...was('account', ({ account }) => account?.number ?? '')}>
              <span className={classes['account']}>
                <AccountNumber value={order.account.number} />
              </span>
              <span className={classes['dim']}>
                {order.accountVersion === '0' ? words.accountInline : words.accountOnFile(order.accountVersion)}
              </span>
            </Fact>
            {order.account.bic === null ? null : <Fact name={words.bic}>{order.account.bic}</Fact>}
            {order.account.scheme === null ? null : (
              <Fact name={words.scheme}>
                <Name>{order.account.scheme}</Name>
              </Fact>
            )}
            {order.account.country === null ? null : <Fact name={words.country}>{order.account.country}</Fact>}
          </>
        )}
        <Fact name={words.date} {...was('date', (of) => of.executionDate)}>
          {formatDay(locale, order.executionDate)} <span className={classes['dim']}>{order.executionDate}</span>
        </Fact>
        <Fact name={words.from} {...was('payer', (of) => <Name>{of.payerAccount}</Name>)}>
          <PayerAccount order={order} />
        </Fact>
        <Fact name={words.reference} {...was('reference', (of) => <Name>{of.reference}</Name>)}>
          {order.reference === '' ? (
            <span className={classes['dim']}>{words.noReference}</span>
          ) : (
            <LongText>{order.reference}</LongText>
          )}
        </Fact>
        {order.supersedes === null ? null : (
          <Fact name={words.supersedes}>
            <Link href={`/orders/${encodeURIComponent(order.supersedes)}`}>{order.supersedes}</Link>
          </Fact>
        )}
      </Facts>
      {order.elements.length === 0 ? null : (
        <div className={classes['elements']}>
          <h3>{words.elements}</h3>
          <p className={classes['dim']}>{words.elementsHint}</p>
          <Facts>
            {order.elements.map(([path, value]) => (
              <Fact key={path} name={path}>
                <LongText>{value}</LongText>
              </Fact>
            ))}
          </Facts>
        </div>
      )}
    </Sheet>
  )
}

/** The signed id of the paying account, with what the organisation calls it. */
function PayerAccount({ order }: { readonly order: PresentedOrder }) {
  const { data } = useQuery(organisationQuery)
  const account = data?.originatingAccounts.find(({ id }) => id === order.payerAccount)
  const entity = data?.entities.find(({ id }) => id === order.entity)
  return (
    <>
      <Name>{entity?.name ?? order.entity}</Name>
      <span className={classes['dim']}>
        {' · '}
        <Name>{order.payerAccount}</Name>
        {account === undefined ? null : ` · ${account.iban}`}
      </span>
    </>
  )
}
