import { useQuery } from '@tanstack/react-query'
import { peopleQuery } from '../api/people.ts'

/** What people are called, by id; the id itself for whoever is not found. */
export function usePersonName(): (id: string) => string {
  const { data } = useQuery(peopleQuery)
  return (id) => data?.items.find((person) => person.id === id)?.name ?? id
}
