import { VisuallyHidden } from '@mantine/core'
import { useNow } from '../parts/use-now.ts'
import { formatAmount, formatDateTime, formatRelative, groupsOfFour } from './format.ts'
import { useLanguage } from './language.tsx'
import classes from './values.module.css'

/** An amount with its currency, in tabular figures. */
export function Amount({ value, currency }: { readonly value: string; readonly currency: string }) {
  const { locale } = useLanguage()
  return (
    <span className={classes['amount']}>
      <span className={classes['currency']}>{currency}</span> {formatAmount(locale, value)}
    </span>
  )
}

/**
 * In groups of four on screen, copied and read aloud as one.
 * @public For the screens that show a payee's account.
 */
export function AccountNumber({ value }: { readonly value: string }) {
  const groups = groupsOfFour(value).split(' ')
  return (
    <span className={classes['account']}>
      {groups.map((group, index) => (
        <span key={index} className={classes['group']}>
          {group}
        </span>
      ))}
    </span>
  )
}

/** A name on its own writing direction, so that it cannot turn what stands around it. */
export function Name({ children }: { readonly children: string }) {
  return <bdi>{children}</bdi>
}

/** How far away a moment is; the moment itself for the pointer and for screen readers. */
export function RelativeTime({ instant }: { readonly instant: string }) {
  const { locale } = useLanguage()
  const now = useNow(30_000)
  const exact = formatDateTime(locale, instant)
  return (
    <time dateTime={instant} title={exact} className={classes['time']}>
      {formatRelative(locale, instant, now)}
      <VisuallyHidden>, {exact}</VisuallyHidden>
    </time>
  )
}

export function DateTime({ instant }: { readonly instant: string }) {
  const { locale } = useLanguage()
  return (
    <time dateTime={instant} className={classes['time']}>
      {formatDateTime(locale, instant)}
    </time>
  )
}
