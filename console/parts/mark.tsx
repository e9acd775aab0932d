import classes from './mark.module.css'

/** Two ticks, one over the other: signed, and countersigned. The same drawing as mark.svg. */
export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} className={classes['mark']} aria-hidden focusable={false}>
      <rect width="32" height="32" rx="7" className={classes['ground']} />
      <path d="M6.5 16.5l5 5.5L20 9" className={classes['first']} />
      <path d="M13.5 20l2 2.2L25.5 9" className={classes['second']} />
    </svg>
  )
}
