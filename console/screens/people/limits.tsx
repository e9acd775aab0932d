import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { organisationQuery } from '../../api/installation.ts'
import type { PersonOnFile } from '../../api/staff.ts'
import { Fact, Facts } from '../../parts/facts.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { useWords } from '../../words/language.tsx'
import { Amount } from '../../words/values.tsx'
import { peopleWords } from './words.ts'

interface LimitsProps {
  readonly limits: Extract<PersonOnFile, { limits: unknown }>['limits']
  readonly isApprover: boolean
}

/** How far this person's signature reaches. Without a limit it reaches nowhere. */
export function Limits({ limits, isApprover }: LimitsProps) {
  const words = useWords(peopleWords)
  const { data } = useQuery(organisationQuery)
  if (limits.length === 0 && !isApprover) return null
  return (
    <Sheet title={words.limits}>
      {limits.length === 0 ? <Text size="sm">{words.limitsNone}</Text> : null}
      <Facts>
        {limits.map(({ entity, currency, perOrder, perDay }) => (
          <Fact key={`${entity}/${currency}`} name={data?.entities.find(({ id }) => id === entity)?.name ?? entity}>
            <Amount value={perOrder} currency={currency} /> {words.perOrder}
            <br />
            <Amount value={perDay} currency={currency} /> {words.perDay}
          </Fact>
        ))}
      </Facts>
    </Sheet>
  )
}
