import { Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { IconBell } from '@tabler/icons-react'
import { eventsQuery } from '../../api/log.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { portionOf } from '../../parts/portion.ts'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime } from '../../words/values.tsx'
import classes from './log.module.css'
import { logWords } from './words.ts'

export function Events() {
  const { events: words } = useWords(logWords)
  const list = useInfiniteQuery(eventsQuery)
  return (
    <Board
      filters={
        <Text size="sm" className={classes['dim'] ?? ''}>
          {words.note}
        </Text>
      }
    >
      <Records
        list={portionOf(list, (page) => page.items)}
        label={words.label}
        keyOf={({ id }) => id}
        empty={
          <EmptyState icon={<IconBell size={24} />} title={words.empty.title}>
            {words.empty.body}
          </EmptyState>
        }
      >
        {(event) => (
          <details className={classes['entry']}>
            <summary>
              <span className={classes['index']}>{event.sequence}</span>
              <code className={classes['kind']}>{event.type}</code>
              <DateTime instant={event.occurredAt} />
            </summary>
            <div className={classes['fields']}>
              <pre className={classes['raw']} aria-label={event.type}>
                {JSON.stringify({ id: event.id, ...event.data }, null, 2)}
              </pre>
            </div>
          </details>
        )}
      </Records>
    </Board>
  )
}
