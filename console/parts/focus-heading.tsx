import { Title } from '@mantine/core'
import { useEffect, useRef } from 'react'

/** The heading of what has just taken the place of a form: the focus goes on to it. */
export function FocusHeading({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <Title order={2} ref={heading} tabIndex={-1}>
      {children}
    </Title>
  )
}
