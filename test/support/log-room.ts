import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CheckpointSigner } from '../../src/log/checkpoint-signer.ts'
import * as log from '../../src/log/log.ts'
import { noteSigner } from '../../src/log/note.ts'
import type { NoteSigner } from '../../src/log/note.ts'
import { createDatabase } from '../../src/platform/postgres/database.ts'
import type { DatabaseRole, Db } from '../../src/platform/postgres/database.ts'
import { createLogReader } from '../../src/release/signer/log-reader.ts'
import { createCheckpointing } from '../../src/release/signer/sign-checkpoint.ts'
import { createTestDatabase } from './database.ts'

export interface LogRoom {
  readonly url: string
  readonly api: Db
  readonly worker: Db
  readonly signer: Db
  readonly owner: Db
  readonly key: NoteSigner
  /** Signs for real, reading the database as role signer. */
  readonly checkpointSigner: CheckpointSigner
  /** One that starts now, with the same key and memory; by default on the same database. */
  restartedSigner(db?: Db): CheckpointSigner
  /** Entries appended one after another, each in a transaction of role api; their ids. */
  append(count: number): Promise<string[]>
  close(): Promise<void>
}

/** A database of its own, with the log's four roles connected. */
export async function openLogRoom(): Promise<LogRoom> {
  const database = await createTestDatabase()
  const open = (role: DatabaseRole): Db => createDatabase({ url: database.url, role, max: 5, onError: () => undefined })
  const [api, worker, signer, owner] = [open('api'), open('worker'), open('signer'), open('migrate')]
  const key = noteSigner('log.example.com/test', generateKeyPairSync('ed25519').privateKey)
  const folder = mkdtempSync(join(tmpdir(), 'countersign-log-'))
  const startSigner = (db: Db = signer): CheckpointSigner =>
    createCheckpointing({ db, key, reader: createLogReader(), memoryPath: join(folder, 'signer-memory.json') })
  return {
    url: database.url,
    api,
    worker,
    signer,
    owner,
    key,
    checkpointSigner: startSigner(),
    restartedSigner: startSigner,
    append: async (count) => {
      const ids: string[] = []
      for (let number = 0; number < count; number += 1) {
        const fields = { subjectId: `ord_${number}` }
        const entry = await api.transaction().execute((tx) => log.append(tx, { kind: 'test', fields }))
        ids.push(entry.entryId)
      }
      return ids
    },
    close: async () => {
      await Promise.all([api, worker, signer, owner].map((db) => db.destroy()))
      await database.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Resolves when `condition` holds; fails after ten seconds. */
export async function eventually(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('It did not happen within ten seconds')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
