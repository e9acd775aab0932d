/** A workflow with everything that carries payloads: input, updates, signals, queries, activities, failures, result. */
import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow'

export interface GreetActivities {
  shout(text: string): Promise<string>
  refuse(text: string): Promise<string>
}

const remote = proxyActivities<GreetActivities>({ startToCloseTimeout: '10s', retry: { maximumAttempts: 1 } })
const local = proxyLocalActivities<GreetActivities>({ startToCloseTimeout: '10s' })

export const say = defineUpdate<string, [text: string]>('say')
export const note = defineSignal<[text: string]>('note')
export const heard = defineQuery<string[]>('heard')
export const finish = defineSignal('finish')

export async function greet(name: string): Promise<string> {
  const words: string[] = [name]
  let done = false
  setHandler(say, async (text) => {
    if (text.startsWith('refuse')) throw ApplicationFailure.nonRetryable(`refused ${text}`, 'verdict', text)
    const loud = await local.shout(text)
    words.push(loud, await remote.shout(loud))
    await remote.refuse(text).catch(() => {})
    return loud
  })
  setHandler(note, (text) => void words.push(text))
  setHandler(heard, () => words)
  setHandler(finish, () => {
    done = true
  })
  await condition(() => done && allHandlersFinished())
  return words.join(' ')
}
