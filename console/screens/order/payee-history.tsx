import { Link } from 'wouter'
import type { OrderContext } from '../../api/decisions.ts'
import { Sheet } from '../../parts/sheet.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { useWords } from '../../words/language.tsx'
import { Amount, DateTime, Name } from '../../words/values.tsx'
import classes from './order.module.css'
import { orderWords } from './words.ts'

export function PayeeHistory({ history }: { readonly history: OrderContext['payeeHistory'] }) {
  const words = useWords(orderWords).history
  const { count, firstAt, lastAt, recent } = history
  return (
    <Sheet
      title={words.title}
      aside={<span className={classes['dim']}>{count === 0 ? null : words.count(count)}</span>}
    >
      {count === 0 ? <p className={classes['dim']}>{words.none}</p> : null}
      {firstAt === null || lastAt === null ? null : (
        <p className={classes['dim']}>
          {words.first} <DateTime instant={firstAt} /> · {words.last} <DateTime instant={lastAt} />
        </p>
      )}
      {recent.length === 0 ? null : (
        <ul className={classes['history']}>
          {recent.map((one) => (
            <li key={one.orderId}>
              <Link href={`/orders/${encodeURIComponent(one.orderId)}`}>
                <Name>{one.externalId}</Name>
              </Link>
              <span className={classes['number']}>
                {one.amount === null ? (
                  <span className={classes['dim']}>{words.hidden}</span>
                ) : (
                  <Amount value={one.amount} currency={one.currency} />
                )}
              </span>
              <DateTime instant={one.createdAt} />
              <StateBadge state={one.state} />
            </li>
          ))}
        </ul>
      )}
    </Sheet>
  )
}
