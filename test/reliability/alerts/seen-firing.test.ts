import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../../support/compose.ts'
import { readAlerts } from '../../support/metrics.ts'
import { FIRED_ELSEWHERE, FIRED_HERE, ON_SERIES_ALONE } from './seen-firing.ts'

const textOf = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8')

/** Names only: whether they fire is seen by the suites that are named. */
describe('every shipped alert', () => {
  it('is seen to fire by one suite, or is said to be seen on written series alone', async () => {
    const seen = [...FIRED_HERE, ...Object.keys(FIRED_ELSEWHERE), ...ON_SERIES_ALONE]
    expect(seen.toSorted()).toEqual((await readAlerts()).map(({ alert }) => alert).toSorted())
  })

  it.each([
    ...Object.entries(FIRED_ELSEWHERE),
    ...FIRED_HERE.map((alert) => [alert, 'test/reliability/alerts/alerts.test.ts']),
  ])('called %s is named by %s, which fires it', async (alert, path) => {
    expect(await textOf(path ?? '')).toContain(`'${alert}'`)
  })

  it('is told apart in docs/operations.md, where the written ones are named', async () => {
    const [line = ''] = /^.*written series alone.*$/m.exec(await textOf('docs/operations.md')) ?? []
    const named = [...line.matchAll(/`([A-Z]\w+)`/g)].map(([, name]) => name)
    expect(named.toSorted()).toEqual([...ON_SERIES_ALONE].toSorted())
  })
})
