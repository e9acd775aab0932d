import { useSyncExternalStore } from 'react'
import type { DemoCompanyAnswer } from '../../src/people/demo-schema.ts'
import type { Name } from './cast.ts'

/**
 * What the service does not know or says only once, for as long as this page lives: the secrets of set-up, and whether
 * the panel stands beside other screens. It is kept nowhere else; after a reload the invitations are gone.
 */
interface Memory {
  readonly handout: DemoCompanyAnswer | null
  readonly isRunning: boolean
  /** While nobody is signed in the service does not say. */
  readonly enrolledHere: ReadonlySet<Name>
}

let memory: Memory = { handout: null, isRunning: false, enrolledHere: new Set() }
const watchers = new Set<() => void>()

export function remember(change: Partial<Memory>): void {
  memory = { ...memory, ...change }
  for (const tell of watchers) tell()
}

export function useTourMemory(): Memory {
  return useSyncExternalStore(watch, () => memory)
}

function watch(tell: () => void): () => void {
  watchers.add(tell)
  return () => watchers.delete(tell)
}
