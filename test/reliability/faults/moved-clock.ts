import { asSuperuser } from '../../support/topology.ts'
import type { Stage } from '../stage.ts'

export const DAY_SECONDS = 86_400
/** One measurement of the clocks answers for ten seconds (src/platform/clock-skew.ts). */
export const MEASURED_AGAIN_MS = 11_000

/**
 * The server's clock, as everything that the record does reads it: the function's own text with another time in it, so
 * that the rule about the newest entry stays as it is.
 */
export async function setClock({ installation }: Stage, seconds: number): Promise<void> {
  await asSuperuser(installation.postgres.url, async (client) => {
    const { rows } = await client.query<{ text: string }>(
      `SELECT pg_get_functiondef('countersign_now()'::regprocedure) AS text`,
    )
    const text = rows[0]?.text ?? ''
    const [before, after] = text.split(/clock_timestamp\(\)(?: \+ interval '-?\d+ seconds')?/)
    if (before === undefined || after === undefined) throw new Error(`countersign_now() is not as expected:\n${text}`)
    await client.query(`${before}clock_timestamp() + interval '${seconds} seconds'${after}`)
  })
}

/** What the rules take for now, in milliseconds. */
export function readNow({ installation }: Stage): Promise<number> {
  return asSuperuser(installation.postgres.url, async (client) => {
    const { rows } = await client.query<{ now: number }>(
      'SELECT extract(epoch FROM countersign_now())::float8 * 1000 AS now',
    )
    return rows[0]?.now ?? Number.NaN
  })
}

/** What an API says of the clocks. */
export async function clocksNotice({ installation }: Stage): Promise<unknown> {
  const [api] = installation.seatsOf('api')
  const answer = (await (await fetch(`${api?.probes ?? ''}/readyz`)).json()) as { parts: Record<string, unknown> }
  return answer.parts['clocks']
}
