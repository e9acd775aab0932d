/**
 * When the service last heard from this browser with its session: its idle limit counts from there. Tabs share the
 * session and tell each other, so that none that was left alone ends what another one is used with.
 */
export interface Heard {
  readonly lastAt: () => number
  readonly note: (at: number) => void
  /** What another tab has heard that had no time to say so; after that none has heard anything newer. */
  readonly askTabs: () => Promise<number>
  readonly close: () => void
}

type Said = { readonly heardAt: number } | 'ask'

/** A tab that was frozen answers as soon as it runs again. */
const ANSWER_MS = 1_000

export function createHeard(channel: BroadcastChannel, answerMs = ANSWER_MS): Heard {
  let heardAt = 0
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it is of our origin alone
  const say = (said: Said): void => channel.postMessage(said)
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data !== 'ask') heardAt = Math.max(heardAt, data.heardAt)
    else if (heardAt > 0) say({ heardAt })
  })
  return {
    lastAt: () => heardAt,
    note(at) {
      heardAt = Math.max(heardAt, at)
      say({ heardAt })
    },
    async askTabs() {
      say('ask')
      await new Promise((resolve) => setTimeout(resolve, answerMs))
      return heardAt
    },
    close: () => channel.close(),
  }
}
