import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { peopleQuery } from '../api/people.ts'

/** What people are called, by id; the id itself for whoever is not found, so that nobody is left out. */
export function usePersonName(): (personId: string) => string {
  const { data } = useQuery(peopleQuery)
  return useCallback((personId) => data?.items.find(({ id }) => id === personId)?.name ?? personId, [data])
}
