import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporal } from '@temporalio/proto'
import { Worker } from '@temporalio/worker'

const folder = join(import.meta.dirname, 'histories')
const bundle = (name: string): string => join(import.meta.dirname, '../../dist', name)
/** Without and with Temporal's tracing in it: an operator may switch it on or off while workflows run. */
const BUNDLES = ['workflow-bundle.js', 'workflow-bundle-traced.js']
const histories = readdirSync(folder).filter((name) => name.endsWith('.history'))

/** The paths a subject can take; one that is missing here is one nobody replays. */
const PATHS = [
  'amended',
  'approved',
  'cancelled',
  'coolingoff',
  'databaseaway',
  'denied',
  'escalated',
  'expired',
  'notachallenge',
  'people',
  'refused',
  'restarted',
  'updatewithstart',
]

describe('workflows that run when the service is upgraded', () => {
  it('have a recorded history for every path', () => {
    expect(histories.map((name) => name.replace('.history', '')).sort()).toEqual(PATHS)
  })

  describe.each(BUNDLES)('in %s', (name) => {
    it.each(histories)('go on with this version: %s', async (history) => {
      await expect(Worker.runReplayHistory(replayer(name), read(history))).resolves.toBeUndefined()
    })
  })

  it('would be noticed if they did not: a history that lacks a step is refused', async () => {
    const events = read('approved.history').events.filter(
      (event) => !event.timerStartedEventAttributes && !event.timerCanceledEventAttributes,
    )
    const renumbered = events.map((event, index) => ({ ...event, eventId: index + 1 }))
    await expect(Worker.runReplayHistory(replayer('workflow-bundle.js'), { events: renumbered })).rejects.toThrow(
      /[Nn]ondeterminism/,
    )
  })
})

function read(name: string): temporal.api.history.v1.History {
  return temporal.api.history.v1.History.decode(readFileSync(join(folder, name)))
}

function replayer(name: string) {
  return { workflowBundle: { code: readFileSync(bundle(name), 'utf8') } }
}
