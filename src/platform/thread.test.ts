import { pathToFileURL } from 'node:url'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createThread, ThreadLimitError, type Thread, type ThreadLimits } from './thread.ts'

/** Answers by what it is asked; says with each answer how many it has given. */
const CODE = `
import { parentPort } from 'node:worker_threads'
let answers = 0
parentPort.on('message', async (question) => {
  if (question === 'throw') throw new RangeError('broken')
  if (question === 'exit') process.exit(3)
  if (question === 'hang') for (;;);
  if (question === 'die later') setTimeout(() => { throw new Error('in between') }, 20)
  if (question === 'grow') { const kept = []; for (;;) kept.push(new Array(1000).fill(answers)) }
  if (question === 'wait') await new Promise((resolve) => setTimeout(resolve, 50))
  answers += 1
  parentPort.postMessage({ question, answers, environment: Object.keys(process.env) })
})
`

describe('a thread', () => {
  let folder: string
  let entry: URL
  const open: Thread[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-thread-'))
    await writeFile(join(folder, 'entry.mjs'), CODE)
    entry = pathToFileURL(join(folder, 'entry.mjs'))
  })
  afterEach(() => Promise.all(open.splice(0).map((thread) => thread.end())))
  afterAll(() => rm(folder, { recursive: true }))

  const create = (limits: Partial<ThreadLimits> = {}): Thread => {
    const thread = createThread(() => entry, { timeMs: 20_000, heapMib: 64, line: 2, ...limits })
    open.push(thread)
    return thread
  }
  const failure = (answer: Promise<unknown>): Promise<unknown> => answer.catch((error: unknown) => error)

  it('answers one question after the other, in the order of coming, and knows nothing of our environment', async () => {
    const thread = create()
    expect(await Promise.all(['wait', 'b', 'c'].map((question) => thread.ask(question)))).toEqual(
      ['wait', 'b', 'c'].map((question, at) => ({ question, answers: at + 1, environment: [] })),
    )
  })

  it('has a line of so many, and sends away who comes then', async () => {
    const thread = create({ line: 1 })
    const asked = [thread.ask('wait'), thread.ask('b')]
    expect(await failure(thread.ask('c'))).toMatchObject({ code: 'OVERLOADED', status: 503 })
    await expect(Promise.all(asked)).resolves.toHaveLength(2)
  })

  it.each([
    ['throws', 'throw', { message: 'A thread failed', cause: { message: 'broken' } }],
    ['ends itself', 'exit', { message: 'A thread ended with 3 before it answered' }],
  ])('that %s is a fault of that question alone: the next one gets a new thread', async (_, question, expected) => {
    const thread = create()
    expect(await thread.ask('a')).toMatchObject({ answers: 1 })
    const [failed, next] = await Promise.all([failure(thread.ask(question)), thread.ask('b')])
    expect(failed).toMatchObject(expected)
    expect(next).toMatchObject({ question: 'b', answers: 1 })
  })

  it('that dies while nobody asks takes nobody with it', async () => {
    const thread = create()
    expect(await thread.ask('die later')).toMatchObject({ answers: 1 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await thread.ask('a')).toMatchObject({ question: 'a', answers: 1 })
  })

  it('is ended for the time that it takes, even where it never yields', async () => {
    const thread = create({ timeMs: 500 })
    const failed = await failure(thread.ask('hang'))
    expect(failed).toBeInstanceOf(ThreadLimitError)
    expect(failed).toMatchObject({ limit: 'time' })
    expect(await create().ask('a')).toMatchObject({ answers: 1 })
  })

  it('is ended for the memory that it takes, and the process is not', async () => {
    const thread = create({ heapMib: 24 })
    const failed = await failure(thread.ask('grow'))
    expect(failed).toBeInstanceOf(ThreadLimitError)
    expect(failed).toMatchObject({ limit: 'memory' })
    expect(await thread.ask('a')).toMatchObject({ question: 'a', answers: 1 })
  })

  it('that is ended tells who waits to come again, and starts no more', async () => {
    const thread = create()
    const asked = [failure(thread.ask('hang')), failure(thread.ask('b'))]
    await new Promise((resolve) => setTimeout(resolve, 200))
    await thread.end()
    const sentAway: unknown = expect.objectContaining({ code: 'OVERLOADED', status: 503 })
    expect(await Promise.all(asked)).toEqual([sentAway, sentAway])
    expect(await failure(thread.ask('c'))).toEqual(sentAway)
  })
})
