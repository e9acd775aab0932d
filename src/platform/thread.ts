import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { CountersignError } from '../domain/errors.ts'
import { createLane, overloaded } from './http/lane.ts'
import { packageRoot } from './package-root.ts'

export interface ThreadLimits {
  /** What one question may take. Who waits in line waits as long at most. */
  readonly timeMs: number
  /** Of JavaScript's heap. What lies beside it, such as bytes and WebAssembly, its code must bound by itself. */
  readonly heapMib: number
  /** Questions that wait for the one before them. */
  readonly line: number
}

/** Work that would hold up everybody else, done beside them. */
export interface Thread {
  /**
   * One question at a time, in the order of coming; question and answer are structured clones. Throws 503 `OVERLOADED`
   * where the line is full or the thread is ended, `ThreadLimitError`, or, as a fault, what its code has thrown.
   */
  ask(question: unknown): Promise<unknown>
  /** Whoever still waits is told to come again. */
  end(): Promise<void>
}

/** The thread was ended for what it took, and a new one answers the next question. */
export class ThreadLimitError extends Error {
  readonly limit: 'time' | 'memory'

  constructor(limit: 'time' | 'memory', cause?: unknown) {
    super(`A thread was ended for the ${limit} that it took`, { cause })
    this.name = 'ThreadLimitError'
    this.limit = limit
  }
}

/**
 * Starts `entry`, which answers each message with one, when it is first asked, and anew after it came to an end. It gets
 * nothing of our environment, and does not keep the process alive.
 */
export function createThread(entry: () => URL, limits: ThreadLimits): Thread {
  const lane = createLane({ places: 1, line: limits.line, patienceMs: limits.timeMs })
  const ending = new AbortController()
  let current: Worker | null = null

  const start = (): Worker => {
    const worker = new Worker(entry(), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMib },
    })
    worker.unref()
    // Without a listener the error of a thread would be one of ours, and the end of the process.
    worker.on('error', () => undefined)
    worker.once('exit', () => {
      if (current === worker) current = null
    })
    return worker
  }

  return {
    async ask(question) {
      const leave = await lane.enter(ending.signal)
      try {
        if (ending.signal.aborted) throw overloaded()
        current ??= start()
        return await answerOf(current, question, limits.timeMs, ending.signal)
      } catch (error) {
        // Whatever it was, it may have left something broken behind. The next one starts when this one has let go.
        const worker = current
        current = null
        await worker?.terminate()
        throw error
      } finally {
        leave()
      }
    },
    async end() {
      ending.abort()
      await current?.terminate()
    },
  }
}

function answerOf(worker: Worker, question: unknown, timeMs: number, ending: AbortSignal): Promise<unknown> {
  const listening = new AbortController()
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new ThreadLimitError('time')), timeMs)
    const onError = (error: unknown): void => reject(failureOf(error))
    const onExit = (code: number): void => reject(new Error(`A thread ended with ${code} before it answered`))
    const onEnding = (): void => reject(overloaded())
    worker.once('message', resolve).once('messageerror', reject).once('error', onError).once('exit', onExit)
    ending.addEventListener('abort', onEnding)
    listening.signal.addEventListener('abort', () => {
      clearTimeout(timer)
      worker.off('message', resolve).off('messageerror', reject).off('error', onError).off('exit', onExit)
      ending.removeEventListener('abort', onEnding)
    })
    worker.postMessage(question, [])
  }).finally(() => listening.abort())
}

/** What a thread has thrown is copied to here, and no `Error` any more to whoever looks closely. */
function failureOf(error: unknown): Error {
  const isOutOfMemory =
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isOutOfMemory ? new ThreadLimitError('memory', error) : new Error('A thread failed', { cause: error })
}

/** A file of the build by its path in the sources, also where this runs from them: node must be able to load it by itself. */
export function threadEntry(path: string): URL {
  const file = join(packageRoot(), 'dist', path.replace(/\.ts$/, '.js'))
  if (existsSync(file)) return pathToFileURL(file)
  throw new CountersignError({
    code: 'NOT_BUILT',
    status: 503,
    detail: `${file} is missing. Run \`npm run build\` first.`,
  })
}
