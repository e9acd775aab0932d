import { Client, Connection, type ConnectionLike, type WorkflowClientInterceptor } from '@temporalio/client'
import { readFileSync } from 'node:fs'

import type { TemporalSettings } from '../config/settings.ts'
import type { Keyring } from '../keyring.ts'
import { createDataConverter } from './data-converter.ts'

/** Where Temporal is: the configured address, or that of the embedded server. */
export type TemporalTarget = TemporalSettings & { readonly address: string }

interface ConnectionSettings {
  readonly address: string
  readonly tls?: {
    readonly serverNameOverride?: string
    readonly serverRootCACertificate?: Uint8Array
    readonly clientCertPair?: { readonly crt: Uint8Array; readonly key: Uint8Array }
  }
}

/**
 * A client that connects with its first call, so that the API starts, and serves what needs no workflow, while
 * Temporal is away. Close it with `client.connection.close()`.
 */
export function createTemporalClient(
  target: TemporalTarget,
  keyring: Keyring,
  tracing: readonly WorkflowClientInterceptor[] = [],
): Client {
  const connection = Connection.lazy(connectionSettings(target))
  return createClient(connection, target, keyring, tracing)
}

/** Over a connection that is there. */
export function createClient(
  connection: ConnectionLike,
  { namespace }: TemporalTarget,
  keyring: Keyring,
  tracing: readonly WorkflowClientInterceptor[],
): Client {
  const dataConverter = createDataConverter(keyring)
  return new Client({ connection, namespace, dataConverter, interceptors: { workflow: [...tracing] } })
}

/** For a client's connection as for a worker's. */
export function connectionSettings({ address, tls }: TemporalTarget): ConnectionSettings {
  if (tls === null) return { address }
  if ((tls.clientCertPath === null) !== (tls.clientKeyPath === null)) {
    throw new Error('TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH only make sense together')
  }
  return {
    address,
    tls: {
      ...(tls.serverName === null ? {} : { serverNameOverride: tls.serverName }),
      ...(tls.serverCaPath === null ? {} : { serverRootCACertificate: readFileSync(tls.serverCaPath) }),
      ...(tls.clientCertPath === null || tls.clientKeyPath === null
        ? {}
        : { clientCertPair: { crt: readFileSync(tls.clientCertPath), key: readFileSync(tls.clientKeyPath) } }),
    },
  }
}
