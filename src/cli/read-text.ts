import { readFile } from 'node:fs/promises'
import { CountersignError } from '../domain/errors.ts'

/** A file that a command was given; `FILE_UNREADABLE` names it. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new CountersignError({ code: 'FILE_UNREADABLE', status: 500, detail: `${path} cannot be read.`, cause })
  }
}
