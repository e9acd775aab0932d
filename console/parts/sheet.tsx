import { Title } from '@mantine/core'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import classes from './sheet.module.css'

interface SheetProps {
  readonly title: string
  /** Beside the heading. */
  readonly aside?: ReactNode
  /** It came up somewhere else than where it was asked for: the focus goes to its heading. */
  readonly takesFocus?: boolean
  readonly children: ReactNode
}

/** One subject of a screen under its own heading. */
export function Sheet({ title, aside, takesFocus = false, children }: SheetProps) {
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takesFocus) heading.current?.focus()
  }, [takesFocus])
  return (
    <section className={classes['sheet']} aria-labelledby={id}>
      <header className={classes['head']}>
        <Title order={2} id={id} ref={heading} {...(takesFocus && { tabIndex: -1 })}>
          {title}
        </Title>
        {aside}
      </header>
      {children}
    </section>
  )
}
