import { deserialize, serialize } from 'node:v8'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { CountersignError, type ErrorInit } from '../../domain/errors.ts'
import type { Pain001Message, Pain001Transaction } from './transaction.ts'

/** What the reader's thread is asked. */
export interface ReaderQuestion {
  readonly xml: Uint8Array
  readonly maxBytes: number
}

/**
 * What it answers: a message in pieces that are unpacked one at a time, since ten thousand transfers at once would hold
 * up everybody as long as a slow query does; or a refusal, whose class does not survive the way.
 */
export type ReaderAnswer =
  | { readonly head: Omit<Pain001Message, 'transactions'>; readonly pieces: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly refused: ErrorInit }

const TRANSACTIONS_PER_PIECE = 20

/** Anything but a refusal is a fault, and thrown on. */
export function packAnswer(read: () => Pain001Message): ReaderAnswer {
  try {
    const { transactions, ...head } = read()
    const pieces: Uint8Array<ArrayBuffer>[] = []
    for (let at = 0; at < transactions.length; at += TRANSACTIONS_PER_PIECE)
      pieces.push(new Uint8Array(serialize(transactions.slice(at, at + TRANSACTIONS_PER_PIECE))))
    return { head, pieces }
  } catch (error) {
    if (!(error instanceof CountersignError)) throw error
    const { code, status, detail, errors } = error
    return { refused: { code, status, detail, errors } }
  }
}

/** @throws CountersignError the refusal, as `readPain001` would have thrown it here. */
export async function unpackAnswer(answer: ReaderAnswer): Promise<Pain001Message> {
  if ('refused' in answer) throw new CountersignError(answer.refused)
  const transactions: Pain001Transaction[] = []
  for (const piece of answer.pieces) {
    // Packed above, by ourselves.
    transactions.push(...(deserialize(piece) as Pain001Transaction[]))
    await nextTurn()
  }
  return { ...answer.head, transactions }
}
