import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')

/** Whether each local noon is within business hours, asked in a process of its own zone. */
function noons(processZone: string, timeZone: string, holidays: string, days: readonly string[]): unknown {
  const script = `
    import { DateTime } from 'luxon'
    import { isWithinBusinessHours } from './src/risk/business-hours.ts'
    const entity = { ...${JSON.stringify({ timeZone, holidays })}, businessHours: '09:00-18:00', cutOff: '15:30' }
    const at = (day) => DateTime.fromISO(day + 'T12:00', { zone: entity.timeZone }).toUTC().toJSDate().toISOString()
    console.log(JSON.stringify(${JSON.stringify(days)}.map((day) => isWithinBusinessHours(entity, at(day)))))`
  const run = spawnSync(
    process.execPath,
    ['--import', './scripts/run-typescript.mjs', '--input-type=module', '-e', script],
    { cwd: ROOT, env: { ...process.env, NODE_OPTIONS: '', TZ: processZone }, encoding: 'utf8' },
  )
  if (run.status !== 0) throw new Error(run.stderr)
  return JSON.parse(run.stdout) as unknown
}

describe.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])(
  'A process in %s knows the public holidays',
  (zone) => {
    it.each([
      ['New Zealand', 'Pacific/Auckland', 'NZ', [true, false, false]],
      ['Fiji', 'Pacific/Fiji', 'FJ', [true, false, true]],
      ['Hawaii', 'Pacific/Honolulu', 'US-HI', [true, false, true]],
      ['France', 'Europe/Paris', 'FR', [true, false, true]],
      ['a French entity far from Paris', 'Pacific/Auckland', 'FR', [true, false, true]],
    ])('of %s', (_, timeZone, holidays, expected) => {
      expect(noons(zone, timeZone, holidays, ['2025-12-31', '2026-01-01', '2026-01-02'])).toEqual(expected)
    })
  },
)
