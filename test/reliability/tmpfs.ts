import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A small file system in memory, to be filled. False where we may not mount one. */
export function mountTmpfs(folder: string, kibibytes: number): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  try {
    const options = `size=${kibibytes}k,mode=0711`
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'countersign-test', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Also while somebody still has a file in it open. */
export function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' })
}

/** Whether it can be done at all here; a container usually may not. */
export function canMountTmpfs(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-tmpfs-'))
  try {
    if (!mountTmpfs(folder, 64)) return false
    unmount(folder)
    return true
  } finally {
    rmdirSync(folder)
  }
}

/** Takes all that is left of the file system that `file` is on. */
export async function fillDisk(file: string): Promise<void> {
  for (const blockBytes of [1_048_576, 4_096]) {
    for (;;) {
      const { bavail, bsize } = await statfs(join(file, '..'))
      if (bavail * bsize < blockBytes) break
      const isFull = await writeFile(file, Buffer.alloc(blockBytes), { flag: 'a' }).then(
        () => false,
        () => true,
      )
      if (isFull) break
    }
  }
}
