import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { CountersignError } from '../domain/errors.ts'
import { CHANNELS } from '../domain/payment-order.ts'
import { OrderBody } from '../orders/schema.ts'
import { LARGEST_PAYMENT_FILE_MIB } from '../platform/config/settings-schema.ts'
import type { Erp } from '../sandbox/rest-erp.ts'
import { connect, explain, withConnection, type ConnectionOptions } from './client-connection.ts'
import { textTable } from './text-table.ts'

interface SubmitOptions extends ConnectionOptions {
  readonly channel?: (typeof CHANNELS)[number]
  readonly requestedBy?: readonly string[]
  readonly instructedBy?: string
  readonly idempotencyKey?: string
}

export interface Submitted {
  readonly id: string
  readonly externalId: string
  readonly state: string
}

/** `countersign submit FILE`: a pain.001 run, or one order as JSON, as an API client. */
export function submitCommand(): Command {
  const command = new Command('submit')
    .description('submit a pain.001 file, or an order as JSON, as an API client')
    .argument('<file>', 'pain.001 (.xml), or the body of POST /v1/payment-orders (.json)')
    .addOption(new Option('--channel <channel>', 'how the request arrived; there is no default').choices(CHANNELS))
    .option('--requested-by <person...>', 'who on file asked for it: e-mail addresses or external ids')
    .option('--instructed-by <person>', 'who the request claims to come from')
    .option('--idempotency-key <key>', 'to submit the same file anew; without it, repeating does nothing twice')
  return withConnection(command).action(async (file: string, options: SubmitOptions, self: Command) => {
    try {
      const orders = await submitFile(await connect(options, process.env), file, options)
      console.log(submittedTable(orders).join('\n'))
    } catch (error) {
      self.error(explain(error), { exitCode: 1 })
    }
  })
}

export async function submitFile(erp: Erp, path: string, options: SubmitOptions): Promise<readonly Submitted[]> {
  const bytes = await readBytes(path)
  const { channel, instructedBy, requestedBy } = options
  const key = options.idempotencyKey ?? keyOf(bytes, [channel, instructedBy, ...(requestedBy ?? [])])
  if (!path.toLowerCase().endsWith('.json')) {
    const batch = await erp.submitFile(bytes, { channel, instructedBy, requestedBy: requestedBy ?? [] }, key)
    return batch.orders
  }
  const written = orderIn(path, bytes)
  const order: OrderBody = {
    ...written,
    ...(requestedBy !== undefined && { requestedBy: [...requestedBy] }),
    ...((channel !== undefined || instructedBy !== undefined) && {
      instruction: { ...written.instruction, ...(channel && { channel }), ...(instructedBy && { instructedBy }) },
    }),
  }
  return [await erp.submit(order, key)]
}

export function submittedTable(orders: readonly Submitted[]): string[] {
  return textTable(
    ['order', 'external id', 'state'],
    orders.map(({ id, externalId, state }) => [id, externalId, state]),
  )
}

/** Made of what is submitted, not of the attempt: after a time-out the same command again is safe. */
function keyOf(bytes: Uint8Array, options: readonly (string | undefined)[]): string {
  const hash = createHash('sha256').update(JSON.stringify(options)).update(bytes)
  return `file-${hash.digest('hex')}`
}

function orderIn(path: string, bytes: Uint8Array): OrderBody {
  const parsed = OrderBody.safeParse(parseJson(new TextDecoder().decode(bytes)))
  if (parsed.success) return parsed.data
  const detail = `${path} is not a payment order:\n${z.prettifyError(parsed.error)}`
  throw new CountersignError({ code: 'FILE_UNREADABLE', status: 500, detail })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  )
  // What no installation takes is not read into memory to be sent.
  if (size > LARGEST_PAYMENT_FILE_MIB * 1024 * 1024) {
    const detail =
      `${path} has ${Math.ceil(size / 1024 / 1024)} MiB, and no installation takes more than ${LARGEST_PAYMENT_FILE_MIB}: split it ` +
      'into several files, each with a MsgId, a count and a control sum of its own, and submit each.'
    throw new CountersignError({ code: 'TOO_LARGE', status: 500, detail })
  }
  try {
    return await readFile(path)
  } catch (cause) {
    throw new CountersignError({ code: 'FILE_UNREADABLE', status: 500, detail: `${path} cannot be read.`, cause })
  }
}
