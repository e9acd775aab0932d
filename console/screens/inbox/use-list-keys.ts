import { useEffect, type RefObject } from 'react'

interface ListKeys {
  readonly rows: RefObject<HTMLUListElement | null>
  readonly search: RefObject<HTMLInputElement | null>
  readonly onHelp: () => void
}

/**
 * j and k move, Enter opens (a row is a link), / searches, ? helps. Never while somebody types, with a modifier, or
 * under a dialog (WCAG 2.2 SC 2.1.4); and nothing here decides anything.
 */
export function useListKeys({ rows, search, onHelp }: ListKeys): void {
  useEffect(() => {
    function listen(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isElsewhere(event.target)) return
      switch (event.key) {
        case 'j':
          move(rows.current, 1)
          break
        case 'k':
          move(rows.current, -1)
          break
        case '/':
          search.current?.focus()
          break
        case '?':
          onHelp()
          break
        default:
          return
      }
      event.preventDefault()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [rows, search, onHelp])
}

function move(list: HTMLUListElement | null, by: 1 | -1): void {
  const links = [...(list?.querySelectorAll<HTMLAnchorElement>('a[data-row]') ?? [])]
  const current = links.findIndex((link) => link === document.activeElement)
  const next = current === -1 ? 0 : Math.min(Math.max(current + by, 0), links.length - 1)
  links[next]?.focus()
  links[next]?.scrollIntoView({ block: 'nearest' })
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [role="dialog"], [role="menu"]') !== null
}
