import { Title } from '@mantine/core'
import { useEffect, useRef } from 'react'

/** The first heading of a page that was just opened leaves the focus to the browser. */
let isFirst = true

/** The one `h1` of a screen: names the page and takes the focus when somebody comes here from another screen. */
export function PageHeading({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    if (!isFirst) scrollTo(0, 0)
    isFirst = false
  }, [])
  useEffect(() => {
    document.title = `${children} · Countersign`
  }, [children])
  return (
    <Title order={1} ref={heading} tabIndex={-1}>
      {children}
    </Title>
  )
}
