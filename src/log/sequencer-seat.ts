import { Client } from 'pg'
import { createBell } from '../platform/bell.ts'
import { OUR_END, THEIR_END } from '../platform/postgres/both-ends.ts'

/**
 * Held by the one sequencer that is active. The database frees it when the connection ends, however it ends: half a
 * minute after our machine is gone.
 */
export interface SequencerSeat {
  /** Until an entry is appended, `milliseconds` pass or `signal` aborts; throws when the seat is lost. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>
  leave(): Promise<void>
}

/**
 * Takes the seat, or returns null when someone has it. It only says who should work; that nobody else can is for the
 * epoch to ensure. Needs a connection of its own: a session lock and LISTEN do not pass through a transaction pooler.
 */
export async function takeSequencerSeat(url: string): Promise<SequencerSeat | null> {
  const client = new Client({
    connectionString: url,
    application_name: 'countersign sequencer',
    connectionTimeoutMillis: 5000,
    ...OUR_END,
  })
  const bell = createBell()
  let lost: Error | null = null
  const lose = (error: Error): void => {
    lost ??= error
    bell.ring()
  }
  client.on('notification', () => bell.ring())
  client.on('error', lose)
  client.on('end', () => lose(new Error('The connection that holds the sequencer seat has ended')))

  await client.connect()
  try {
    await client.query(THEIR_END)
    const { rows } = await client.query<{ mine: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('countersign.log.sequencer', 0)) AS mine`,
    )
    if (rows[0]?.mine !== true) {
      await client.end()
      return null
    }
    await client.query('LISTEN countersign_log')
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }

  return {
    wait: async (milliseconds, signal) => {
      await bell.wait(milliseconds, signal)
      if (lost !== null) throw lost
    },
    leave: async () => {
      if (lost === null) await client.end()
    },
  }
}
