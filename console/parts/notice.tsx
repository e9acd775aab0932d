import type { ReactNode } from 'react'
import classes from './notice.module.css'

interface NoticeProps {
  readonly tone?: 'waiting' | 'good'
  readonly title?: string
  /** `alert` interrupts a screen reader; `status` waits for its turn. */
  readonly role?: 'alert' | 'status'
  readonly children: ReactNode
}

/** Something to know before going on, which is no failure. */
export function Notice({ tone = 'waiting', title, role, children }: NoticeProps) {
  return (
    <div className={classes['notice']} data-tone={tone} role={role}>
      {title === undefined ? null : <p className={classes['title']}>{title}</p>}
      {children}
    </div>
  )
}
