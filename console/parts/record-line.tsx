import type { ReactNode } from 'react'
import { Link } from 'wouter'
import classes from './record-line.module.css'

interface RecordLineProps {
  readonly title: ReactNode
  readonly detail?: ReactNode
  /** At the end of the line, under the rest where it is narrow. */
  readonly aside?: ReactNode
  readonly href?: string
}

/** One of a list: what it is, what else there is to say, how it stands. One link where it leads somewhere. */
export function RecordLine({ title, detail, aside, href }: RecordLineProps) {
  const content = (
    <>
      <span className={classes['what']}>
        <span className={classes['title']}>{title}</span>
        {detail === undefined ? null : <span className={classes['detail']}>{detail}</span>}
      </span>
      {aside === undefined ? null : <span className={classes['aside']}>{aside}</span>}
    </>
  )
  return href === undefined ? (
    <div className={classes['line']}>{content}</div>
  ) : (
    <Link href={href} className={classes['line']} data-row>
      {content}
    </Link>
  )
}
