import { useQuery } from '@tanstack/react-query'
import { stopsQuery, type Hold } from '../api/holds.ts'
import { isSomebodyThere } from './presence.ts'

/** The stream tells of subjects, and a hold may come while none is open: so it is asked for as well. */
const ASK_MS = 15_000

/** What stops everything now; empty too while nobody knows. */
export function useStops(): readonly Hold[] {
  const { data } = useQuery({
    ...stopsQuery,
    refetchInterval: () => (isSomebodyThere() ? ASK_MS : false),
  })
  return data?.items ?? []
}
