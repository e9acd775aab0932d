import { useEffect, useId, useRef, type ReactNode } from 'react'
import classes from './panel.module.css'

interface PanelProps {
  readonly title: string
  readonly tone?: 'plain' | 'stopped'
  /** It has just taken the place of a form: the focus goes on to its heading. */
  readonly takesFocus?: boolean
  readonly children: ReactNode
}

/** One thing of a screen, under its own heading. */
export function Panel({ title, tone = 'plain', takesFocus = false, children }: PanelProps) {
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takesFocus) heading.current?.focus()
  }, [takesFocus])
  return (
    <section className={classes['panel']} data-tone={tone} aria-labelledby={id}>
      <h2 className={classes['title']} id={id} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  )
}
