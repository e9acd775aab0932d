import { Tabs } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import type { SubjectListView, SubjectPage } from '../../api/subjects.ts'
import { useWords } from '../../words/language.tsx'
import { VIEWS } from './inbox-filter.ts'
import classes from './inbox.module.css'
import { inboxWords } from './words.ts'

interface InboxTabsProps {
  readonly view: SubjectListView
  readonly counts: SubjectPage['counts'] | null
  readonly onChange: (view: SubjectListView) => void
  readonly children: ReactNode
}

export function InboxTabs({ view, counts, onChange, children }: InboxTabsProps) {
  const words = useWords(inboxWords)
  const list = useRef<HTMLDivElement>(null)
  // On a phone not all of them fit, less so with their counts: the one that is open must not be out of sight.
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [view, counts])
  return (
    <Tabs
      value={view}
      onChange={(value) => {
        const chosen = VIEWS.find((one) => one === value)
        if (chosen !== undefined) onChange(chosen)
      }}
      keepMounted={false}
    >
      <Tabs.List ref={list} className={classes['tabs'] ?? ''} aria-label={words.title}>
        {VIEWS.map((one) => {
          const count = one === 'done' ? undefined : counts?.[one]
          return (
            <Tabs.Tab key={one} value={one} className={classes['tab'] ?? ''}>
              {words.views[one]}
              {count === undefined || count === 0 ? null : (
                <span className={classes['count']} data-view={one}>
                  {count}
                </span>
              )}
            </Tabs.Tab>
          )
        })}
      </Tabs.List>
      <Tabs.Panel value={view}>{children}</Tabs.Panel>
    </Tabs>
  )
}
