import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Standing } from '../api/decisions.ts'
import { isProblem } from '../api/problem.ts'
import { presentationQuery, type ContactedBy, type Presentation, type SubjectKey } from '../api/signing.ts'
import type { Typed } from './invoice-form.tsx'
import { changedSince, readingOf, type Reading } from './reading.ts'
import { callsOf, tasksOf, type Task } from './tasks.ts'

/** One person in front of one subject: what they read, what they may do about it, what they said so far. */
export interface Deciding {
  readonly subject: SubjectKey
  readonly view: Standing
  readonly tasks: readonly Task[]
  readonly task: Task | null
  readonly calls: readonly Task['requirement'][]
  readonly choose: (requirementId: string) => void
  /** What is on screen now. */
  readonly presentation: Presentation | null
  readonly error: unknown
  readonly retry: () => void
  /** What was read before, and where it differs from what is on screen: nothing is signed while it does. */
  readonly read: Reading | null
  readonly changes: readonly string[]
  readonly acknowledge: () => void
  /** They have signed or denied: what follows from that is no news to them, unless there is more for them to sign. */
  readonly settle: () => void
  /** Whether what is on screen is what would be signed now. */
  readonly isCurrent: boolean
  readonly contactedBy: ContactedBy | null
  readonly setContactedBy: (how: ContactedBy) => void
  /** What was typed from the invoice, in this page's memory alone. */
  readonly typed: Typed | null
  readonly setTyped: (typed: Typed | null) => void
}

export function useDecision(subject: SubjectKey, view: Standing): Deciding {
  const tasks = tasksOf(view)
  const [chosen, choose] = useState<string | null>(null)
  const task = tasks.find(({ requirement }) => requirement.id === chosen) ?? tasks[0] ?? null
  const query = useQuery({
    ...presentationQuery(subject, task?.requirement.id ?? null, task?.decision ?? 'deny'),
    placeholderData: keepPreviousData,
  })
  const presentation = query.data ?? null

  const [read, setRead] = useState<Reading | null>(null)
  const [contactedBy, setContactedBy] = useState<ContactedBy | null>(null)
  const [hasSettled, setSettled] = useState(false)
  const [typed, setTyped] = useState<{ readonly version: number; readonly entry: Typed } | null>(null)

  const now = presentation === null || query.isPlaceholderData ? null : readingOf(presentation, view)
  const isOver = hasSettled && task === null
  const changes = now === null || read === null || isOver ? [] : changedSince(read, now)
  if (now !== null && (read === null || (changes.length === 0 && read.presentation !== now.presentation))) setRead(now)

  return {
    ...{ subject, view, tasks, task, presentation, read, changes, choose, contactedBy, setContactedBy },
    calls: callsOf(view),
    settle: () => setSettled(true),
    // Between two answers a requirement may be gone already; the next answer names the new one.
    error: isProblem(query.error, 'REQUIREMENT_UNKNOWN') ? null : query.error,
    retry: () => void query.refetch(),
    acknowledge: () => {
      if (now !== null) setRead(now)
    },
    isCurrent: now !== null && changes.length === 0 && versionOf(now.presentation) === String(view.version),
    // What was typed for one version says nothing about another.
    typed: typed?.version === view.version ? typed.entry : null,
    setTyped: (entry) => setTyped(entry === null ? null : { version: view.version, entry }),
  }
}

function versionOf({ members }: Presentation): unknown {
  const { subject } = members
  return typeof subject === 'object' && subject !== null && 'version' in subject ? subject.version : null
}
