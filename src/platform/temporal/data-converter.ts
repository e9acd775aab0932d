import type { DataConverter } from '@temporalio/common'
import { join } from 'node:path'

import type { Keyring } from '../keyring.ts'
import { packageRoot } from '../package-root.ts'
import { createEncryptingCodec } from './codec.ts'

/** For the options of `bundleWorkflowCode`, where workflows' own failures are converted. */
export function bundleConverters(): { readonly failureConverterPath: string } {
  return { failureConverterPath: join(packageRoot(), 'src/platform/temporal/failure-converter.cjs') }
}

/** For every client and worker, and for replaying histories. */
export function createDataConverter(keyring: Keyring): DataConverter {
  return { ...bundleConverters(), payloadCodecs: [createEncryptingCodec(keyring)] }
}
