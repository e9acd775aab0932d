import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { repeatedTransfer } from '../../../test/support/repeated-transfer.ts'
import { threadEntry, type ThreadLimits } from '../../platform/thread.ts'
import { USUAL_FILE_BYTES } from '../../platform/http/intake.ts'
import { createPain001Reader, type Pain001Reader } from './create-pain001-reader.ts'
import { readPain001 } from './read-pain001.ts'

const SMALL = Buffer.from(repeatedTransfer(3))
const LARGE = Buffer.from(repeatedTransfer(5_000))

describe('the reader of payment files', () => {
  const open: Pain001Reader[] = []
  const create = (limits: Partial<ThreadLimits> = {}): Pain001Reader => {
    const reader = createPain001Reader(limits)
    open.push(reader)
    return reader
  }
  const read = (reader: Pain001Reader, xml: Uint8Array) => reader.read(xml, USUAL_FILE_BYTES)
  const refusal = (reader: Pain001Reader, xml: Uint8Array): Promise<unknown> =>
    read(reader, xml).catch((error: unknown) => error)
  afterEach(() => Promise.all(open.splice(0).map((reader) => reader.close())))

  it('reads what is read without it, in the same order, and leaves the file as it was', async () => {
    const before = Buffer.from(LARGE)
    expect(await read(create(), LARGE)).toEqual(readPain001(LARGE))
    expect(LARGE.equals(before)).toBe(true)
  })

  it('refuses with the same code, status, detail and errors by path', async () => {
    const wrong = Buffer.from(
      repeatedTransfer(2, 7).replace('FR7699990000420002140001788', 'FR0099990000420002140001788'),
    )
    const direct = ((): unknown => {
      try {
        return readPain001(wrong)
      } catch (error) {
        return error
      }
    })()
    const refused = await refusal(create(), wrong)
    expect(refused).toBeInstanceOf(Error)
    expect(refused).toEqual(direct)
    expect(refused).toMatchObject({
      ...{ name: 'CountersignError', code: 'PAIN001_INVALID', status: 422 },
      errors: [
        { path: '/Document/CstmrCdtTrfInitn/PmtInf[1]/NbOfTxs', code: 'COUNT_MISMATCH' },
        { path: '/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs', code: 'COUNT_MISMATCH' },
        { path: '/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/IBAN', code: 'IBAN_INVALID' },
      ],
    })
  })

  it('is bounded by the size that it is told', async () => {
    expect(await create().read(SMALL, SMALL.length)).toMatchObject({ messageId: 'HONEST-20261130-01' })
    const refused = await create()
      .read(SMALL, SMALL.length - 1)
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ errors: [{ code: 'XML_TOO_LARGE' }] })
  })

  it('gives up a file that takes too long, and says how to send it', async () => {
    const refused = await refusal(create({ timeMs: 1 }), LARGE)
    expect(refused).toMatchObject({ code: 'FILE_TOO_SLOW', status: 503, retryAfterSeconds: 60 })
  })

  it('gives up a file that takes too much memory, and reads the next', async () => {
    const reader = create({ heapMib: 16 })
    expect(await refusal(reader, LARGE)).toMatchObject({
      ...{ code: 'PAIN001_INVALID', status: 422 },
      errors: [{ path: '', code: 'XML_TOO_LARGE' }],
    })
    expect((await read(reader, SMALL)).transactions).toHaveLength(3)
  })

  it('lets a few wait, and sends away who comes then', async () => {
    const reader = create({ line: 1 })
    const asked = [read(reader, LARGE), read(reader, SMALL)]
    expect(await refusal(reader, SMALL)).toMatchObject({ code: 'OVERLOADED', status: 503 })
    expect((await Promise.all(asked)).map(({ transactions }) => transactions.length)).toEqual([5_000, 3])
  })

  it('lets whatever else there is to do be done meanwhile', async () => {
    const reader = create()
    await read(reader, SMALL)
    let turns = 0
    let isRead = false
    const count = (): void => {
      turns += 1
      if (!isRead) setTimeout(count, 1)
    }
    setTimeout(count, 1)
    await read(reader, LARGE)
    isRead = true
    // Without a thread of its own, not one.
    expect(turns).toBeGreaterThan(20)
  })

  it('keeps no process alive that has nothing else to do', async () => {
    const built = threadEntry('src/orders/pain001/create-pain001-reader.ts').href
    const file = fileURLToPath(new URL('../../../examples/salaries-run.xml', import.meta.url))
    const program = `
      import { readFileSync } from 'node:fs'
      import { createPain001Reader } from ${JSON.stringify(built)}
      const { transactions } = await createPain001Reader().read(readFileSync(${JSON.stringify(file)}), 1e6)
      console.log(transactions.length)
    `
    const args = ['--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000, env: {} })
    expect(stdout).toBe('5\n')
  })
})
