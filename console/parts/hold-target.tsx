import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { counterpartyQuery } from '../api/directory.ts'
import type { Hold } from '../api/holds.ts'
import { organisationQuery } from '../api/installation.ts'
import { orderNameQuery } from '../api/order-name.ts'
import { subjectPath } from './subject-path.ts'
import { usePersonName } from './use-person-name.ts'
import { useWords } from '../words/language.tsx'
import { holdWords } from '../words/hold-words.ts'
import { subjectWords } from '../words/subject-words.ts'
import { Name } from '../words/values.tsx'

/** What a hold freezes, by its name where it has one. */
export function HoldTarget({ hold: { scope, target } }: { readonly hold: Pick<Hold, 'scope' | 'target'> }) {
  const { scopes } = useWords(holdWords)
  const { channels } = useWords(subjectWords)
  const personName = usePersonName()
  switch (scope) {
    case 'everything':
      return scopes.everything
    case 'order':
      return <Order id={target} />
    case 'counterparty':
      return <Counterparty id={target} />
    case 'entity':
      return <Entity id={target} />
    case 'person':
      return <Name>{personName(target)}</Name>
    case 'channel':
      return Object.entries(channels).find(([channel]) => channel === target)?.[1] ?? target
  }
}

function Order({ id }: { readonly id: string }) {
  const { data } = useQuery(orderNameQuery(id))
  return (
    <Anchor component={Link} href={subjectPath({ type: 'order', id })} fw={600}>
      <Name>{data ?? id}</Name>
    </Anchor>
  )
}

function Counterparty({ id }: { readonly id: string }) {
  const { data } = useQuery(counterpartyQuery(id))
  return <Name>{data?.name ?? id}</Name>
}

function Entity({ id }: { readonly id: string }) {
  const { data } = useQuery(organisationQuery)
  return <Name>{data?.entities.find((entity) => entity.id === id)?.name ?? id}</Name>
}
