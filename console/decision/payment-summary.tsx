import { Name } from '../words/values.tsx'
import { useWords } from '../words/language.tsx'
import { accountEnding } from './account-ending.ts'
import { dialogWords } from './dialog-words.ts'
import { ExactAmount } from './exact-amount.tsx'
import classes from './payment-summary.module.css'
import type { PresentedOrder } from './presented-order.ts'

/** What the last step, and the second display, say of a payment: large, and nothing else. */
export function PaymentSummary({ order }: { readonly order: PresentedOrder }) {
  const words = useWords(dialogWords)
  return (
    <dl className={classes['summary']}>
      {order.amount === null ? null : (
        <div>
          <dt>{words.amount}</dt>
          <dd className={classes['amount']}>
            <ExactAmount value={order.amount} currency={order.currency} />
          </dd>
        </div>
      )}
      <div>
        <dt>{words.payee}</dt>
        <dd>
          <Name>{order.payeeName}</Name>
        </dd>
      </div>
      {order.account === null ? null : (
        <div>
          <dt>{words.ending}</dt>
          <dd className={classes['ending']}>
            <span aria-hidden>… </span>
            {accountEnding(order.account.number)}
          </dd>
        </div>
      )}
    </dl>
  )
}
