import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import type { EntriesAnswer } from '../../src/log/schema.ts'
import type { EventsAnswer } from '../../src/release/events-schema.ts'
import { api } from './client.ts'

export type LogEntry = EntriesAnswer['items'][number]
type EventPage = z.infer<typeof EventsAnswer>

const PAGE = 100
/** Entries that no checkpoint covers yet come with the first page. */
const NEWEST = 500

/** The signed note as it came. */
export const checkpointQuery = queryOptions({
  queryKey: ['log', 'checkpoint'],
  queryFn: ({ signal }) => api.text('/v1/log/checkpoint', signal),
})

/** The newest first: pages are asked for from the end, which is `size`, to the beginning. */
export function entriesQuery(size: number) {
  return infiniteQueryOptions({
    queryKey: ['log', 'entries', size],
    async queryFn({ pageParam, signal }): Promise<readonly LogEntry[]> {
      const after = Math.max(-1, pageParam)
      const limit = pageParam === size - 1 - PAGE ? NEWEST : PAGE + (pageParam - after)
      const { items } = await api.get<EntriesAnswer>(`/v1/log/entries?after=${after}&limit=${limit}`, signal)
      return items.toReversed()
    },
    initialPageParam: size - 1 - PAGE,
    getNextPageParam: (_page, _pages, after) => (after <= -1 ? undefined : after - PAGE),
  })
}

/** One entry by its leaf. */
export function entryQuery(index: number) {
  return queryOptions({
    queryKey: ['log', 'entry', index],
    queryFn: ({ signal }) => api.get<EntriesAnswer>(`/v1/log/entries?after=${index - 1}&limit=1`, signal),
    retry: false,
  })
}

/** From the beginning, in order of sequence. */
export const eventsQuery = infiniteQueryOptions({
  queryKey: ['events'],
  queryFn: ({ pageParam, signal }) => api.get<EventPage>(`/v1/events?after=${pageParam}&limit=${PAGE}`, signal),
  initialPageParam: 0,
  getNextPageParam: (page) => (page.items.length < PAGE ? undefined : page.next),
})

export function readBundle(orderId: string): Promise<string> {
  return api.text(`/v1/payment-orders/${encodeURIComponent(orderId)}/bundle`)
}

export function readTrust(): Promise<string> {
  return api.text('/v1/log/trust')
}
