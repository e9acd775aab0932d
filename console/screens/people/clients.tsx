import { useQuery } from '@tanstack/react-query'
import { IconPlugConnected } from '@tabler/icons-react'
import { clientsQuery } from '../../api/staff.ts'
import { Board } from '../../parts/board.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { usePortion } from '../../parts/portion.ts'
import { RecordLine } from '../../parts/record-line.tsx'
import { Records } from '../../parts/records.tsx'
import { useWords } from '../../words/language.tsx'
import { subjectWords } from '../../words/subject-words.ts'
import { Name } from '../../words/values.tsx'
import { peopleWords } from './words.ts'

export function Clients() {
  const words = useWords(peopleWords)
  const channelNames: Readonly<Record<string, string>> = useWords(subjectWords).channels
  const states: Readonly<Record<string, string>> = words.clientStates
  const list = usePortion(useQuery(clientsQuery), ({ items }) => items)
  return (
    <Board filters={words.oversight}>
      <Records
        list={list}
        label={words.tabs.clients}
        keyOf={({ id }) => id}
        empty={
          <EmptyState icon={<IconPlugConnected size={24} />} title={words.noneClients.title}>
            {words.noneClients.body}
          </EmptyState>
        }
      >
        {({ id, scopes, channels, state }) => (
          <RecordLine
            title={<Name>{id}</Name>}
            detail={
              <>
                {words.scopes}: {scopes.join(', ')} · {words.channels}:{' '}
                {channels.map((channel) => channelNames[channel] ?? channel).join(', ')}
              </>
            }
            aside={states[state] ?? state}
          />
        )}
      </Records>
    </Board>
  )
}
