import { useId, type ReactNode } from 'react'
import classes from './panel.module.css'

interface PanelProps {
  readonly title: string
  readonly tone?: 'plain' | 'stopped'
  readonly children: ReactNode
}

/** One thing of a screen, under its own heading. */
export function Panel({ title, tone = 'plain', children }: PanelProps) {
  const id = useId()
  return (
    <section className={classes['panel']} data-tone={tone} aria-labelledby={id}>
      <h2 className={classes['title']} id={id}>
        {title}
      </h2>
      {children}
    </section>
  )
}
