/** Apart from `connection.ts`: with it comes the worker, of which an API has no use. */
import type { Client, WorkflowClientInterceptor } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import type { Keyring } from '../keyring.ts'
import { connectionSettings, createClient, type TemporalTarget } from './connection.ts'

/** For workers. Connects at once and throws where Temporal is away: the caller decides how often to try. */
export function connectTemporalWorker(target: TemporalTarget): Promise<NativeConnection> {
  return NativeConnection.connect(connectionSettings(target))
}

/** A client over a worker's own connection: what it starts eagerly, that worker may run without asking the server. */
export function createClientOfWorker(
  connection: NativeConnection,
  target: TemporalTarget,
  keyring: Keyring,
  tracing: readonly WorkflowClientInterceptor[] = [],
): Client {
  return createClient(connection, target, keyring, tracing)
}
