import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'

export interface SecretFile {
  /** Replaces what is in it; on disk when this returns. */
  write(text: string): Promise<void>
  /** Puts it in place, over whatever had its name. */
  keep(): Promise<void>
  discard(): Promise<void>
}

/**
 * A file that only its owner may read, from its first byte: a draft beside it until it is kept, so that neither the
 * mode of an older file nor a link in its place can let others in. Fails at once where nothing can be written.
 */
export async function createSecretFile(path: string): Promise<SecretFile> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
  return {
    async write(text) {
      await file.truncate(0)
      await file.write(text, 0)
      await file.sync()
    },
    async keep() {
      await file.close()
      await rename(draft, path).catch((cause: unknown) => {
        throw new Error(`${path} could not be written; its content is in ${draft}`, { cause })
      })
    },
    async discard() {
      await file.close()
      await rm(draft, { force: true })
    },
  }
}
