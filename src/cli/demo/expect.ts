import { Refusal, type OnAnswer } from '../../platform/http/rest-api.ts'
import type { Narrator } from './narrate.ts'
import type { Step } from './step.ts'

/** A story cannot go on: what it rests on did not happen. The difference is on the list already. */
export class StoryBroken extends Error {}

/** Compares each step with what is expected of it and keeps the result. */
export interface Expectations {
  /** Goes with every API of the demo: the last answer is what a step got. */
  readonly onAnswer: OnAnswer
  readonly steps: readonly Step[]
  chapter(name: string): void
  /** The step's last answer has this status; without it the story breaks. */
  accepted<T>(title: string, status: number, act: () => Promise<T>): Promise<T>
  /** The step is refused with this status and code, such as `403 SCOPE`. */
  refused(title: string, expected: string, act: () => Promise<unknown>): Promise<void>
  /** Something that was read is as it should be. */
  same(title: string, expected: string, got: string): void
}

export function createExpectations(narrator: Narrator): Expectations {
  const steps: Step[] = []
  let chapter = ''
  let lastAnswer = ''

  function record(title: string, expected: string, got: string): void {
    const step = { chapter, title, expected, got, asExpected: expected === got }
    steps.push(step)
    narrator.step(step)
  }

  return {
    onAnswer({ status, code }) {
      lastAnswer = code === null ? String(status) : `${status} ${code}`
    },
    steps,
    chapter: (name) => void (chapter = name),
    async accepted(title, status, act) {
      const outcome = await attempt(act)
      if ('error' in outcome) {
        record(title, String(status), gotOf(outcome.error))
        throw new StoryBroken(title, { cause: outcome.error })
      }
      record(title, String(status), lastAnswer)
      return outcome.value
    },
    async refused(title, expected, act) {
      const outcome = await attempt(act)
      record(title, expected, 'error' in outcome ? gotOf(outcome.error) : `${lastAnswer} (not refused)`)
      // A fault is no answer: nothing that follows would mean anything.
      if ('error' in outcome && !(outcome.error instanceof Refusal))
        throw new StoryBroken(title, { cause: outcome.error })
    },
    same: (title, expected, got) => record(title, expected, got),
  }
}

async function attempt<T>(act: () => Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await act() }
  } catch (error) {
    return { error }
  }
}

function gotOf(error: unknown): string {
  if (error instanceof Refusal) return `${error.status} ${error.code}`
  return error instanceof Error ? error.message : String(error)
}
