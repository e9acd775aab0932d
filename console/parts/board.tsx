import type { ReactNode } from 'react'
import classes from './board.module.css'

/** A surface for a list, edge to edge, under its filters. */
export function Board({ filters, children }: { readonly filters?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={classes['board']}>
      {filters === undefined ? null : <div className={classes['filters']}>{filters}</div>}
      {children}
    </div>
  )
}
