import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { peopleQuery } from '../api/decisions.ts'

/** A person's name by id; the id itself while nobody knows it, so that nobody is left out. */
export function useNames(): (personId: string) => string {
  const { data } = useQuery(peopleQuery)
  return useCallback((personId) => data?.items.find(({ id }) => id === personId)?.name ?? personId, [data])
}
