import { useQuery } from '@tanstack/react-query'
import { IconWebhook } from '@tabler/icons-react'
import { webhooksQuery } from '../../api/staff.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { usePortion } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { DateTime, Name } from '../../words/values.tsx'
import { peopleWords } from './words.ts'

export function Webhooks() {
  const words = useWords(peopleWords)
  const list = usePortion(useQuery(webhooksQuery), ({ items }) => items)
  return (
    <Board filters={words.oversight}>
      <Records
        list={list}
        label={words.tabs.webhooks}
        keyOf={({ id }) => id}
        empty={
          <EmptyState icon={<IconWebhook size={24} />} title={words.noneWebhooks.title}>
            {words.noneWebhooks.body}
          </EmptyState>
        }
      >
        {({ url, clientId, state, createdAt, undelivered }) => (
          <RecordLine
            title={<Name>{url}</Name>}
            detail={
              <>
                <Name>{clientId}</Name> · {words.since} <DateTime instant={createdAt} />
              </>
            }
            aside={
              <>
                <span>{words.undelivered(undelivered)}</span>
                <span>{words.clientStates[state]}</span>
              </>
            }
          />
        )}
      </Records>
    </Board>
  )
}
