import { useEffect, useRef, type RefObject } from 'react'

/** After a refusal, or a field left out, the focus goes to the first field that is wrong, else to the refusal. */
export function useFirstError(attempt: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (attempt === null) return
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    const target = first ?? form.current?.querySelector<HTMLElement>('[data-refusal]')
    target?.focus()
    target?.scrollIntoView({ block: 'center' })
  }, [attempt])
  return form
}
