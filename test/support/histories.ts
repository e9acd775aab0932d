/** Everything Temporal keeps of an installation, as its operator sees it and as whoever has the keyring does. */
import { join } from 'node:path'
import type { Client } from '@temporalio/client'
import type { Payload, PayloadCodec } from '@temporalio/common'
import proto from '@temporalio/proto'
import { readKeyring } from '../../src/platform/keyring.ts'
import { createEncryptingCodec } from '../../src/platform/temporal/codec.ts'
import { createTemporalClient } from '../../src/platform/temporal/connection.ts'
import type { Service } from './service.ts'

const { History } = proto.temporal.api.history.v1
const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1

const NAMESPACE = 'default'

export interface KeptWorkflow {
  readonly workflowId: string
  readonly type: string
  readonly events: number
  /** What Temporal stores, bytes as they are: the history, then memo, search attributes and the like. */
  readonly raw: Buffer
  /** Payloads that only the keyring opens, decoded. */
  readonly sealed: readonly string[]
  /** Payloads in plain text: what the SDK writes for itself. */
  readonly plain: readonly string[]
}

export async function withTemporalOf<T>(service: Service, work: (client: Client) => Promise<T>): Promise<T> {
  const target = { address: service.temporalAddress, namespace: NAMESPACE, tls: null }
  const client = createTemporalClient(target, readKeyring(join(service.dataDir, 'keyring.json')))
  try {
    return await work(client)
  } finally {
    await client.connection.close()
  }
}

/** As `taskQueueOf` names it: installations share the tests' server. */
export function taskQueueOf(service: Service): string {
  return `countersign${new URL(service.databaseUrl).pathname}`
}

/** Every run of every workflow of this queue, running ones too. */
export async function readHistories(client: Client, service: Service, taskQueue: string): Promise<KeptWorkflow[]> {
  const codec = createEncryptingCodec(readKeyring(join(service.dataDir, 'keyring.json')))
  const kept: KeptWorkflow[] = []
  for await (const { workflowId, runId, type } of client.workflow.list({ query: `TaskQueue = "${taskQueue}"` })) {
    const handle = client.workflow.getHandle(workflowId, runId)
    const [history, { raw: described }] = [await handle.fetchHistory(), await handle.describe()]
    const payloads = payloadsIn([history, described])
    const isSealed = (payload: Payload) => encodingOf(payload) === 'binary/encrypted'
    kept.push({
      workflowId,
      type,
      events: history.events?.length ?? 0,
      raw: Buffer.concat([
        History.encode(history).finish(),
        DescribeWorkflowExecutionResponse.encode(described).finish(),
      ]),
      sealed: await unseal(codec, payloads.filter(isSealed), workflowId),
      plain: payloads.filter((payload) => !isSealed(payload)).map(textOf),
    })
  }
  return kept
}

async function unseal(codec: PayloadCodec, payloads: Payload[], workflowId: string): Promise<string[]> {
  const context = { type: 'workflow', namespace: NAMESPACE, workflowId } as const
  return (await codec.decode(payloads, context)).map(textOf)
}

/** Wherever they are: a new kind of event is looked through as well. */
function payloadsIn(value: unknown): Payload[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  if ('metadata' in value && 'data' in value && ArrayBuffer.isView(value.data)) return [value as Payload]
  return Object.values(value).flatMap(payloadsIn)
}

function encodingOf(payload: Payload): string {
  return Buffer.from(payload.metadata?.['encoding'] ?? []).toString('utf8')
}

function textOf(payload: Payload): string {
  return Buffer.from(payload.data ?? []).toString('utf8')
}

/**
 * Which of these secrets can be found in it: in the bytes as they are, in what the keyring opens, and in whatever
 * either says in base64.
 */
export function findIn({ raw, sealed, plain }: KeptWorkflow, secrets: readonly string[]): string[] {
  const texts = [...sealed, ...plain, raw.toString('latin1')]
  const places = [raw, ...texts.map((text) => Buffer.from(text, 'utf8')), ...texts.flatMap(decodeBase64)]
  return secrets.filter((secret) => places.some((place) => place.includes(secret, 0, 'utf8')))
}

function decodeBase64(text: string): Buffer[] {
  return (text.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []).map((run) => Buffer.from(run, 'base64url'))
}
