import type { PresentedAccount } from '../../decision/presented-order.ts'
import classes from './subject.module.css'

/** By which bank and way an account is reached. */
export function Bank({ account: { bic, scheme, country, elements } }: { readonly account: PresentedAccount }) {
  const said = [bic, scheme, country, ...elements.map(([path, value]) => `${path} ${value}`)].filter(
    (one) => one !== null,
  )
  return said.length === 0 ? null : (
    <span className={classes['dim']}>
      <bdi>{said.join(' · ')}</bdi>
    </span>
  )
}
