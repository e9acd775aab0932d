import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './facts.module.css'

/** Names and what they are, in two columns where there is room. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={classes['facts']}>{children}</dl>
}

interface FactProps {
  readonly name: string
  readonly children: ReactNode
  /** What it said before, where it is not what was read: the whole of it is marked. */
  readonly before?: ReactNode
  readonly beforeLabel?: string
}

export function Fact({ name, children, before, beforeLabel = '' }: FactProps) {
  const isChanged = before !== undefined
  return (
    <div className={classes['fact']} data-changed={isChanged}>
      <dt>{name}</dt>
      <dd>
        {children}
        {isChanged ? (
          <span className={classes['before']}>
            {beforeLabel}: <VisuallyHidden>“</VisuallyHidden>
            <del>{before}</del>
          </span>
        ) : null}
      </dd>
    </div>
  )
}
