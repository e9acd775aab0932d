import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SubjectEvent } from '../../src/consent/schema.ts'
import { SUBJECTS } from '../api/subjects.ts'
import { isSomebodyThere, onPresence } from './presence.ts'

const POLL_MS = 20_000
const RECONNECT_MS = 60_000
/** Many changes in one breath are one reload. */
const GATHER_MS = 400

export type Liveness = 'live' | 'polling'

/**
 * Hears from the service what has changed and fetches it again; asks by itself every so often where the stream is
 * down. Both while somebody is there: fetching is use of the session, which must end at a desk that nobody sits at. For
 * whoever comes back it is fetched then. `onChange` gets how many subjects changed.
 */
export function useLiveUpdates(onChange: (count: number) => void): Liveness {
  const client = useQueryClient()
  const [liveness, setLiveness] = useState<Liveness>('polling')

  useEffect(() => {
    const changed = new Set<string>()
    let source: EventSource | null = null
    let gathering: ReturnType<typeof setTimeout> | undefined
    let reconnecting: ReturnType<typeof setTimeout> | undefined
    let wasLost = false
    let isOwed = false

    const renew = () => {
      isOwed = !isSomebodyThere()
      void client.invalidateQueries({ queryKey: SUBJECTS, refetchType: isOwed ? 'none' : 'active' })
    }
    const stopWaiting = onPresence(() => {
      if (isOwed) renew()
    })
    const flush = () => {
      gathering = undefined
      onChange(changed.size)
      changed.clear()
      renew()
    }
    const connect = () => {
      source = new EventSource('/v1/stream')
      source.addEventListener('open', () => {
        setLiveness('live')
        // Nobody told us what changed while the stream was down.
        if (wasLost) renew()
        wasLost = false
      })
      source.addEventListener('error', () => {
        setLiveness('polling')
        wasLost = true
        // The browser comes again by itself, unless the answer was a refusal.
        if (source?.readyState === EventSource.CLOSED) reconnecting = setTimeout(connect, RECONNECT_MS)
      })
      source.addEventListener('subject', ({ data }: MessageEvent<string>) => {
        const event = readEvent(data)
        if (event === null) return
        changed.add(`${event.type}/${event.id}`)
        gathering ??= setTimeout(flush, GATHER_MS)
      })
    }
    connect()
    const polling = setInterval(() => {
      if (source?.readyState !== EventSource.OPEN) renew()
    }, POLL_MS)
    return () => {
      stopWaiting()
      source?.close()
      clearTimeout(gathering)
      clearTimeout(reconnecting)
      clearInterval(polling)
    }
  }, [client, onChange])

  return liveness
}

function readEvent(data: string): SubjectEvent | null {
  try {
    return JSON.parse(data) as SubjectEvent
  } catch {
    return null
  }
}
