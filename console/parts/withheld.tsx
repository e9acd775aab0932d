import { IconEyeOff } from '@tabler/icons-react'
import classes from './withheld.module.css'

/** In the place of a value that is not for this reader. Why stands with it. */
export function Withheld({ children }: { readonly children: string }) {
  return (
    <span className={classes['withheld']}>
      <IconEyeOff size={15} aria-hidden /> {children}
    </span>
  )
}
