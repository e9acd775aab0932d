import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClaimStore } from './claim-store.ts'

/**
 * Claims as files in a folder of their own, two for each payment. A file appears whole or not at all and is never
 * written again (`link` fails where the name exists), so that any number of processes on the machine can share it, and
 * a crash at any point leaves a claim that the same pair completes. Needs a file system with hard links.
 */
export function fileStore(folder: string): ClaimStore {
  return {
    async claim(orderId, externalId) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const ofOrder = join(folder, `order-${nameOf(orderId)}`)
      const ofPayment = join(folder, `payment-${nameOf(externalId)}`)
      // Look before writing: what is refused must leave no trace that would bind the other half.
      if (((await read(ofOrder)) ?? externalId) !== externalId) return false
      const isOurs = await publish(folder, ofPayment, orderId)
      if ((await read(ofPayment)) !== orderId) return false
      await publish(folder, ofOrder, externalId)
      // Whoever completes what another began cannot know how far that one came: it may have paid.
      if ((await read(ofOrder)) === externalId) return isOurs ? 'first' : 'repeat'
      // Another process bound the order to another payment in the meantime.
      if (isOurs) await unlink(ofPayment)
      return false
    },
  }
}

/** Ids are not ours to trust as file names. */
function nameOf(id: string): string {
  return createHash('sha256').update(id, 'utf8').digest('hex')
}

async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

/** Whether the file is new. On disk, folder included, before this returns: a claim that a power cut undoes is none. */
async function publish(folder: string, path: string, content: string): Promise<boolean> {
  const draft = join(folder, `draft-${randomUUID()}`)
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(content, 'utf8')
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(draft)
    await syncFolder(folder)
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows neither opens folders nor needs to.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}
