import type { LogEntry } from '../../api/log.ts'

/** Every word is somewhere in it, whatever the case. */
export function fits({ kind, entryId, fields }: LogEntry, words: string): boolean {
  const text = `${kind} ${entryId} ${JSON.stringify(fields)}`.toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
