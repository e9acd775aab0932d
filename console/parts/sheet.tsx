import { Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import classes from './sheet.module.css'

interface SheetProps {
  readonly title: string
  /** Beside the heading. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

/** One subject of a screen under its own heading. */
export function Sheet({ title, aside, children }: SheetProps) {
  const id = useId()
  return (
    <section className={classes['sheet']} aria-labelledby={id}>
      <header className={classes['head']}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </header>
      {children}
    </section>
  )
}
