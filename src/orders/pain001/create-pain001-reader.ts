import { CountersignError } from '../../domain/errors.ts'
import { createThread, threadEntry, ThreadLimitError, type ThreadLimits } from '../../platform/thread.ts'
import { refuseXml } from './guard-xml.ts'
import { unpackAnswer, type ReaderAnswer, type ReaderQuestion } from './reader-answer.ts'
import type { Pain001Message } from './transaction.ts'

/** Reads payment files without holding up whoever else is served: a large one is a second and more of work. */
export interface Pain001Reader {
  /**
   * As `readPain001`, and beyond: 503 `OVERLOADED` where too many wait, 503 `FILE_TOO_SLOW` and 422 `PAIN001_INVALID`
   * (`XML_TOO_LARGE`) where reading takes more time or memory than there is for one file.
   */
  read(xml: Uint8Array, maxBytes: number): Promise<Pain001Message>
  close(): Promise<void>
}

/**
 * The largest file that passes, at every limit at once, takes 9 s on a machine with five times as much to do as it has
 * cores, and is read with half of the heap, if more slowly. The parser's own memory is bounded by `guardXml`.
 */
const USUAL: ThreadLimits = { timeMs: 60_000, heapMib: 256, line: 4 }

export function createPain001Reader(limits: Partial<ThreadLimits> = {}): Pain001Reader {
  const thread = createThread(() => threadEntry('src/orders/pain001/reader-thread.ts'), { ...USUAL, ...limits })
  return {
    async read(xml, maxBytes) {
      const question: ReaderQuestion = { xml, maxBytes }
      const answer = await thread.ask(question).catch((error: unknown) => {
        throw error instanceof ThreadLimitError ? refuseOver(error) : error
      })
      // The thread is our own, and answers nothing else (reader-thread.ts).
      return unpackAnswer(answer as ReaderAnswer)
    },
    close: () => thread.end(),
  }
}

function refuseOver(error: ThreadLimitError): CountersignError {
  if (error.limit === 'memory')
    return refuseXml('XML_TOO_LARGE', 'Split the file: to read it takes more memory than there is for one.')
  return new CountersignError({
    code: 'FILE_TOO_SLOW',
    status: 503,
    detail:
      'Reading this file took too long, and nothing of it was taken. Split it, and send one part after the other.',
    retryAfterSeconds: 60,
    cause: error,
  })
}
